"""What is left of sign-ins after they have ended."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import refresh_families, refresh_tokens


async def delete_expired(transaction: AsyncConnection, limit: int) -> int:
    """Forget expired tokens, oldest first, and the families that hold no other ones. Returns how many tokens went."""
    oldest = (
        sa.select(refresh_tokens.c.digest)
        .where(refresh_tokens.c.expires_at < sa.func.now())
        .order_by(refresh_tokens.c.expires_at)
        .limit(limit)
    )
    gone = refresh_tokens.delete().where(refresh_tokens.c.digest.in_(oldest)).returning(refresh_tokens.c.family_id)
    families = list((await transaction.execute(gone)).scalars())
    kept = sa.exists().where(refresh_tokens.c.family_id == refresh_families.c.id)
    await transaction.execute(refresh_families.delete().where(refresh_families.c.id.in_(set(families)), ~kept))
    return len(families)

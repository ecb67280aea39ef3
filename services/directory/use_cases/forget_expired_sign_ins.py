from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.queries.refresh_tokens import delete_expired

BATCH = 2_000


async def forget_expired_sign_ins(transaction: AsyncConnection) -> bool:
    """Delete a batch of expired refresh tokens. True when there may be more."""
    return await delete_expired(transaction, BATCH) == BATCH

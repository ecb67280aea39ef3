from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.queries.identities import revoke_families


async def sign_out_everywhere(transaction: AsyncConnection, participant_id: UUID) -> None:
    """End every sign-in of the participant: no refresh token of theirs works any more (R4.1)."""
    await revoke_families(transaction, participant_id)

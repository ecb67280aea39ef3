"""A participant proves a telephone number; accounts that share it become one (R4.1, I19)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.identities import PHONE, Identity
from services.directory.queries.participants import get_participant, lock_participant
from services.directory.use_cases.steps.one_person import account_of
from services.kit.errors import Unauthenticated


async def prove_phone(transaction: AsyncConnection, policy: SignInPolicy, participant_id: UUID, phone: str) -> UUID:
    """Add a number to the account that has proven it; returns the account that goes on (R4.1, I19).

    When the number belongs to another account, both are one person's and the older one stays. Raises `Unauthenticated`.
    """
    await lock_participant(transaction, participant_id)
    if await get_participant(transaction, participant_id) is None:
        raise Unauthenticated
    return await account_of(transaction, policy, [Identity(PHONE, phone)], claimant=participant_id)

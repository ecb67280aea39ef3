from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.participants import NO_CHOICES, Allowance, Profile, changes_left
from services.directory.domain.units import ENTRIES
from services.directory.queries import participants as queries
from services.kit.errors import Unauthenticated


async def get_profile(transaction: AsyncConnection, participant_id: UUID, allowance: Allowance) -> Profile:
    """Raises `Unauthenticated` when the participant of a valid token has been erased since."""
    seen = await queries.see_participant(transaction, participant_id)
    if seen is None:
        raise Unauthenticated
    participant, real_now, contest_now = seen
    choices = await queries.get_choices(transaction, participant_id, contest_now - allowance.window)
    left = {entry: changes_left(choices.get(entry, NO_CHOICES), allowance, contest_now) for entry in ENTRIES}
    return Profile(participant, left, real_now)

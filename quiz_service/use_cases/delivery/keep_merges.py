"""Two accounts that are one person play once a day from now on, whichever of them played (I19)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import merges
from services.contracts.events import ParticipantsMerged


async def keep_merges(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    """Sessions stay under the ids that they were played under."""
    await merges.keep(transaction, [(event.ended_id, event.kept_id) for event in events])

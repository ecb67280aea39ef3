"""Two accounts that are one person play once a day from now on, whichever of them played (I19)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import merges
from quiz_service.queries.certificates import end_second_ones
from services.contracts.events import ParticipantsMerged


async def keep_merges(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    """Sessions stay under the ids that they were played under; of two certificates of one person one stays good."""
    await merges.keep(transaction, [(event.ended_id, event.kept_id) for event in events])
    for event in events:
        await end_second_ones(transaction, event.kept_id)

"""What the camp takes over from the directory: units, who is gone (R4.4), and who is one person (I19)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.queries import likes, merging, units, works
from services.camp.queries.certificates import STORE
from services.contracts.events import ParticipantErased, ParticipantsMerged, UnitChanged

OF_AN_ERASED_PERSON = "erased"


async def keep_units(transaction: AsyncConnection, events: Sequence[UnitChanged]) -> None:
    """The newest of each unit in the batch, if it is newer than the copy."""
    newest = {event.code: event for event in sorted(events, key=lambda event: event.version)}
    await units.upsert(transaction, newest.values())


async def forget_erased(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    """Whoever was erased is no longer named anywhere; hours and totals stay, under an id that leads to nobody."""
    gone = [event.participant_id for event in events]
    await STORE.end_for(transaction, gone, OF_AN_ERASED_PERSON)
    await works.erase_of(transaction, gone)


async def merge_participants(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    """Hours, works, certificates and likes of an account that ended are those of the one that goes on."""
    for event in events:
        await merging.move(transaction, event.ended_id, event.kept_id)
        await likes.move(transaction, event.ended_id, event.kept_id)

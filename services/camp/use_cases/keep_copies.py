"""What the camp takes over from the directory: units, and who is gone (R4.4)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.queries import certificates, units, works
from services.contracts.events import ParticipantErased, UnitChanged

OF_AN_ERASED_PERSON = "erased"


async def keep_units(transaction: AsyncConnection, events: Sequence[UnitChanged]) -> None:
    """The newest of each unit in the batch, if it is newer than the copy."""
    newest = {event.code: event for event in sorted(events, key=lambda event: event.version)}
    await units.upsert(transaction, newest.values())


async def forget_erased(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    """Whoever was erased is no longer named anywhere; hours and totals stay, under an id that leads to nobody."""
    gone = [event.participant_id for event in events]
    await certificates.end_for(transaction, gone, OF_AN_ERASED_PERSON)
    await works.erase_of(transaction, gone)

"""Units are taken over as the directory tells of them, to know who administers what (R4.3)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import units
from services.contracts.events import UnitChanged


async def keep_units(transaction: AsyncConnection, events: Sequence[UnitChanged]) -> None:
    """The newest of each unit in the batch, if it is newer than the copy."""
    newest = {event.code: event for event in sorted(events, key=lambda event: event.version)}
    await units.upsert(transaction, [(event.code, event.version, event.path) for event in newest.values()])

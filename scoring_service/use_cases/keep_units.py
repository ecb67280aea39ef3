"""Units as the directory publishes them (R2.2)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries import copies
from services.contracts.events import UnitChanged


async def keep_units(transaction: AsyncConnection, events: Iterable[UnitChanged]) -> None:
    """Take over what is new; boards read names and trees from here, so organisations, who are on none, stay out."""
    newest: dict[str, UnitChanged] = {}
    for event in (each for each in events if each.entry != "organisation"):
        known = newest.get(event.code)
        if known is None or known.version < event.version:
            newest[event.code] = event
    if await copies.upsert_units(transaction, newest.values()):
        await copies.next_units_version(transaction)

"""The other services hear of units."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.publishing import publish
from services.contracts.events import UnitChanged
from services.directory.domain.units import Unit
from services.directory.tables import outbox


async def publish_units(transaction: AsyncConnection, changed: Iterable[Unit]) -> None:
    """Whole units, in the order given; consumers keep the highest version of each."""
    await publish(transaction, outbox, [_event(unit) for unit in changed])


def _event(unit: Unit) -> UnitChanged:
    return UnitChanged(
        event_id=uuid7(),
        code=unit.code,
        version=unit.version,
        name=unit.name,
        entry=unit.entry,
        level=unit.level,
        parent=unit.parent,
        path=unit.path,
        sort_key=unit.sort_key,
        is_active=unit.is_active,
        registered_base=unit.registered_base,
    )

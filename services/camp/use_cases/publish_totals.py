"""Totals of units for boards and for other services: the camp lines of the forms follow them (R6.11)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.camp.queries import totals
from services.camp.queries.totals import UnitTotal
from services.camp.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import CampUnitTotalsChanged


async def publish_totals(transaction: AsyncConnection) -> None:
    """Count anew, and write every total that changed to the outbox."""
    await _tell(transaction, await totals.recount(transaction))


async def publish_all(transaction: AsyncConnection) -> None:
    """Every total again, after the stream was lost."""
    await _tell(transaction, await totals.read_all(transaction))


async def _tell(transaction: AsyncConnection, changed: Iterable[UnitTotal]) -> None:
    events = [
        CampUnitTotalsChanged(
            event_id=uuid7(),
            camp_id=total.camp_id,
            unit=total.unit_code,
            version=total.version,
            as_of=total.changed_at,
            learners=total.learners,
            counted_ms=total.counted_ms,
            certificates=total.certificates,
            works=total.works,
        )
        for total in changed
    ]
    await publish(transaction, outbox, events)

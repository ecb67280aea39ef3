"""Totals of units for other services: the contest lines of the statistics forms follow them (R3.7)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import publication
from scoring_service.queries.publication import UnitTotal
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import UnitTotalsChanged


async def publish_totals(transaction: AsyncConnection) -> None:
    """Write every total that changed to the outbox, each contest again after a moment only."""
    changed = await publication.take_changed(transaction)
    await publish(transaction, outbox, [_event(total) for total in changed])


def _event(total: UnitTotal) -> UnitTotalsChanged:
    return UnitTotalsChanged(
        event_id=uuid7(),
        contest_id=total.contest_id,
        unit=total.unit_code,
        version=total.version,
        as_of=total.changed_at,
        sessions=total.sessions,
        participants=total.participants,
    )

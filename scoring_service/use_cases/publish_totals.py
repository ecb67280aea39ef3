"""Totals of units for other services: the contest lines of the statistics forms follow them (R3.7)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import publication
from scoring_service.queries.publication import UnitTotal
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import UnitTotalsChanged

TOTALS_A_SECOND = 100
"""On the average. Of a hundred units all follow at once; of thousands nearly all change within any moment."""
LONGEST_INTERVAL_S = 20.0
"""Forms that show these totals are filled in over days."""


async def publish_totals(transaction: AsyncConnection, *, after: int = 0) -> int:
    """Write every total that changed to the outbox, each contest again after a moment only; how many they were.

    `after` is how many they were the last time: the more, the longer the moment.
    """
    interval_s = min(max(publication.LEAST_INTERVAL_S, after / TOTALS_A_SECOND), LONGEST_INTERVAL_S)
    changed = await publication.take_changed(transaction, interval_s)
    await publish(transaction, outbox, [_event(total) for total in changed])
    return len(changed)


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

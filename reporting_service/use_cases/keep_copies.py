"""What other services publish, as far as the forms need it (R3.7)."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.queries import copies
from reporting_service.queries.campaigns import end_lines_of_retired
from services.contracts.events import CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged

DIRECTORY = "directory"
"""Who ends the lines of units that retire."""

E = TypeVar("E", CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged)


async def keep_units(transaction: AsyncConnection, events: Iterable[UnitChanged]) -> None:
    """What a unit has not filed when it retires it owes no more; what it has, and what others report to it, goes on."""
    newest = _newest(events, lambda event: event.code)
    await copies.upsert_units(transaction, newest)
    for retired in sorted((each for each in newest if not each.is_active), key=lambda each: -len(each.path)):
        await end_lines_of_retired(transaction, retired.code, DIRECTORY)


async def keep_contests(transaction: AsyncConnection, events: Iterable[ContestChanged]) -> None:
    for event in _newest(events, lambda event: event.contest_id):
        await copies.upsert_contest(transaction, event)


async def keep_totals(transaction: AsyncConnection, events: Iterable[UnitTotalsChanged]) -> None:
    await copies.upsert_totals(transaction, _newest(events, lambda event: (event.contest_id, event.unit)))


async def keep_camp_totals(transaction: AsyncConnection, events: Iterable[CampUnitTotalsChanged]) -> None:
    await copies.upsert_camp_totals(transaction, _newest(events, lambda event: (event.camp_id, event.unit)))


def _newest(events: Iterable[E], key: Callable[[E], Hashable]) -> list[E]:
    newest: dict[Hashable, E] = {}
    for event in events:
        known = newest.get(key(event))
        if known is None or known.version < event.version:
            newest[key(event)] = event
    return list(newest.values())

"""What other services publish, as far as the forms need it (R3.7)."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.queries import copies
from services.contracts.events import CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged

E = TypeVar("E", CampUnitTotalsChanged, ContestChanged, UnitChanged, UnitTotalsChanged)


async def keep_units(transaction: AsyncConnection, events: Iterable[UnitChanged]) -> None:
    await copies.upsert_units(transaction, _newest(events, lambda event: event.code))


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

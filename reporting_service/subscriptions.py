"""What the reporting service listens to: stream, event, use case."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.use_cases.keep_access import keep_access
from reporting_service.use_cases.keep_copies import keep_contests, keep_totals, keep_units
from services.contracts.events import AccessChanged, ContestChanged, Event, UnitChanged, UnitTotalsChanged
from services.kit.consumer import Delivery, Handle
from services.kit.database import Database

E = TypeVar("E", bound=Event)


def subscriptions(database: Database) -> dict[str, Handle]:
    """Stream → handler of a batch, in one transaction."""
    return {
        "directory.units": _handler(database, UnitChanged, keep_units),
        "quiz.contests": _handler(database, ContestChanged, keep_contests),
        "scoring.totals": _handler(database, UnitTotalsChanged, keep_totals),
        "directory.access": _handler(database, AccessChanged, keep_access),
    }


def _handler(
    database: Database, event_type: type[E], use_case: Callable[[AsyncConnection, Sequence[E]], Awaitable[object]]
) -> Handle:
    decoder = msgspec.json.Decoder(event_type)

    async def handle(deliveries: Sequence[Delivery]) -> None:
        events = [decoder.decode(delivery.event) for delivery in deliveries]
        async with database.begin() as transaction:
            await use_case(transaction, events)

    return handle

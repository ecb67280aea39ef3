"""What a service listens to: each event type with the use case that takes it, a batch in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Union

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis import access, erasures
from services.chassis.access import Access
from services.chassis.tables import ServiceTables
from services.contracts.catalogue import EVENTS
from services.contracts.events import (
    AccessChanged,
    Event,
    ParticipantErased,
    ParticipantReturned,
    ParticipantsMerged,
)
from services.kit.consumer import Delivery, Handle
from services.kit.database import Database

UseCase = Callable[[AsyncConnection, Sequence[Any]], Awaitable[object]]
Subscriptions = Mapping[type[Event], UseCase]


def shared_subscriptions(tables: ServiceTables) -> Subscriptions:
    """What every service that keeps copies of the directory's decisions hears."""

    async def keep_access(transaction: AsyncConnection, events: Sequence[AccessChanged]) -> None:
        """Take over what is new; every request of an organiser is checked against it (R4.3)."""
        changes = [
            Access(each.account, each.version, each.grants, each.created_by, each.name, each.opened_by)
            for each in events
        ]
        await access.keep(transaction, tables.access, changes)

    subscriptions: dict[type[Event], UseCase] = {AccessChanged: keep_access}
    if (erased := tables.erasures) is not None:

        async def keep_erasures(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
            """Remember whose tokens are refused (R4.4). Their sessions stay: no row here says who they were."""
            await erasures.keep(transaction, erased, {event.participant_id: event.erased_at for event in events})

        async def refuse_ended(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
            """The account that ended in a merge is refused like an erased one (I19)."""
            await erasures.keep(transaction, erased, {event.ended_id: event.merged_at for event in events})

        async def admit_returned(transaction: AsyncConnection, events: Sequence[ParticipantReturned]) -> None:
            """Whoever comes back under the id that they had is no longer refused (I19)."""
            await erasures.admit_again(transaction, erased, [event.participant_id for event in events])

        subscriptions |= {
            ParticipantErased: keep_erasures,
            ParticipantsMerged: refuse_ended,
            ParticipantReturned: admit_returned,
        }
    return subscriptions


def handlers(database: Database, subscriptions: Subscriptions) -> dict[str, Handle]:
    """Stream → handler of a batch. Types of a stream that nobody here listens to are passed over."""
    return {event_type.stream: _handler(database, event_type.stream, subscriptions) for event_type in subscriptions}


def _handler(database: Database, stream: str, subscriptions: Subscriptions) -> Handle:
    types = tuple(event_type for event_type in EVENTS if event_type.stream == stream)
    decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Union[types])  # noqa: UP007 - made at run time

    async def handle(deliveries: Sequence[Delivery]) -> None:
        events = [decoder.decode(delivery.event) for delivery in deliveries]
        async with database.begin() as transaction:
            for event_type, batch in groupby(events, key=type):
                if event_type in subscriptions:
                    await subscriptions[event_type](transaction, list(batch))

    return handle

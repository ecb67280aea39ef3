"""Events leave a service by its outbox, written in the transaction of what they tell."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.events import Event, encode
from services.kit import outbox as kit_outbox
from services.kit.outbox import StreamEntry


async def publish(transaction: AsyncConnection, outbox: sa.Table, events: Iterable[Event]) -> None:
    await kit_outbox.publish(transaction, outbox, [entry_of(event) for event in events])


def entry_of(event: Event, traceparent: str = "") -> StreamEntry:
    return StreamEntry(event.stream, encode(event), traceparent)

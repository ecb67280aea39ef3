"""The transactional outbox: an event is published by writing a row beside its effect; the relay moves it on."""

import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import getrandbits
from typing import cast

import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.kit.database import Database
from services.kit.metrics import OUTBOX_RELAYED, OUTBOX_WAITING

INTERVAL_S = 0.25
"""From look to look: what comes together goes on together (docs/decisions/0013-batches-that-wait-a-little.md)."""
CLAIM_SIZE = 500
ADD = """
for i = 1, #ARGV, 3 do
    redis.call('XADD', KEYS[tonumber(ARGV[i])], '*', 'event', ARGV[i + 1], 'traceparent', ARGV[i + 2])
end
"""
"""A batch is one command with one reply: its own for each event would cost three times as much."""
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context §3.2."""


@dataclass(frozen=True)
class StreamEntry:
    """An event on its way: JSON text and, when a request caused it, the W3C trace context of that request."""

    stream: str
    event: str
    traceparent: str = ""


def table(metadata: sa.MetaData) -> sa.Table:
    """The outbox of the schema that `metadata` describes."""
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("event", JSONB, nullable=False),
        sa.Column("traceparent", sa.Text, nullable=False, server_default=""),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


async def publish(connection: AsyncConnection, outbox: sa.Table, entries: Sequence[StreamEntry]) -> None:
    """Write the events in the caller's transaction, in their order."""
    if entries:
        columns = {
            "stream": [entry.stream for entry in entries],
            "event": [entry.event for entry in entries],
            "traceparent": [entry.traceparent for entry in entries],
        }
        await connection.execute(_publication(outbox.fullname), columns)


@lru_cache
def _publication(outbox: str) -> sa.TextClause:
    return sa.text(f"""
INSERT INTO {outbox} (stream, event, traceparent)
SELECT stream, CAST(event AS jsonb), traceparent
FROM unnest(CAST(:stream AS text[]), CAST(:event AS text[]), CAST(:traceparent AS text[])) WITH ORDINALITY
    AS new (stream, event, traceparent, number)
ORDER BY number
""")  # noqa: S608 - a table of our own


async def claim(connection: AsyncConnection, outbox: sa.Table, limit: int) -> list[StreamEntry]:
    """Take the oldest free rows. A cursor "after the last id" would skip transactions that commit late."""
    oldest = sa.select(outbox.c.id).order_by(outbox.c.id).limit(limit).with_for_update(skip_locked=True)
    taken = (
        outbox.delete()
        .where(outbox.c.id.in_(oldest))
        .returning(outbox.c.id, outbox.c.stream, sa.cast(outbox.c.event, sa.Text).label("event"), outbox.c.traceparent)
    )
    rows = sorted((await connection.execute(taken)).all(), key=lambda row: row.id)
    return [StreamEntry(row.stream, row.event, row.traceparent) for row in rows]


async def is_empty(connection: AsyncConnection, outbox: sa.Table, stream: str) -> bool:
    waiting = sa.select(sa.exists().where(outbox.c.stream == stream))
    return not (await connection.execute(waiting)).scalar_one()


class Relay:
    """Moves claimed rows to their streams; they leave the outbox when the stream has them.

    A crash between the stream and the commit sends an event twice, which consumers are built for; none is skipped.
    """

    def __init__(
        self,
        database: Database,
        redis: "Redis",
        waiting: sa.Table,
        claim_rows: Callable[[AsyncConnection, int], Awaitable[Sequence[StreamEntry]]],
        *,
        interval_s: float = INTERVAL_S,
    ) -> None:
        """`claim_rows` takes rows out of `waiting`. A look at it goes over a hot connection of the database."""
        self._database = database
        self._redis = redis
        self._claim = claim_rows
        self._interval_s = interval_s
        self._waiting_s = OUTBOX_WAITING.labels(waiting.name)
        self._level_at = time.monotonic()
        self._was_busy = False
        self._look = f"SELECT EXISTS (SELECT FROM {waiting.fullname})"  # noqa: S608 - a table of our own

    async def step(self) -> float:
        """Relay one batch and say how many seconds to rest: none after a full batch.

        Steps begin at a steady pace, so that a row waits for one interval and not for the work on those before it too.
        """
        began = time.monotonic()
        entries: Sequence[StreamEntry] = ()
        # After rows there are more, nearly always, and who takes them has no need to look for them first.
        if self._was_busy or (await self._database.fetch(self._look))[0][0]:
            self._waiting_s.set(began - self._level_at)
            async with self._database.begin() as transaction:
                entries = await self._claim(transaction, CLAIM_SIZE)
                if entries:
                    await self._add(entries)
        self._was_busy = bool(entries)
        if len(entries) == CLAIM_SIZE:
            return 0.0
        self._level_at = began
        self._waiting_s.set(0)
        return max(self._interval_s - (time.monotonic() - began), 0.0)

    async def _add(self, entries: Sequence[StreamEntry]) -> None:
        counts = Counter(entry.stream for entry in entries)
        places = {stream: number for number, stream in enumerate(counts, start=1)}
        values = [value for entry in entries for value in (places[entry.stream], entry.event, _trace_of(entry))]
        await cast("Awaitable[None]", self._redis.eval(ADD, len(places), *places, *values))
        for stream, count in counts.items():
            OUTBOX_RELAYED.labels(stream).inc(count)


def _trace_of(entry: StreamEntry) -> str:
    """The trace of the request that caused it, or a new one: clients write what they like into the header."""
    if TRACEPARENT.fullmatch(entry.traceparent):
        return entry.traceparent
    return f"00-{getrandbits(128) or 1:032x}-{getrandbits(64) or 1:016x}-00"

"""A consumer of one stream: batches, one transaction each, acknowledged after the commit."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from services.kit.database import is_connection_failure
from services.kit.errors import Unavailable
from services.kit.metrics import PARKED_EVENTS
from services.kit.streams import MARKER_PREFIX

log = structlog.get_logger(__name__)

BATCH = 500
BLOCK_MS = 800
GATHER_S = 0.3
"""A batch costs as much as a hundred of its entries (docs/decisions/0013-batches-that-wait-a-little.md)."""
CLAIM_AFTER_IDLE_MS = 3_000
CLAIM_EVERY_S = 1.0
"""Taken from a living consumer it is handled twice, which costs time only; left by a dead one it holds boards up."""
TRIES_BEFORE_PARKING = 5
DELIVERIES_BEFORE_PARKING = 20
"""An entry delivered this often without an acknowledgement takes its process down each time."""


@dataclass(frozen=True)
class Delivery:
    """One entry as read: its id in the stream, the event's JSON text, and the W3C trace context of its cause."""

    entry_id: str
    event: str
    traceparent: str = ""


Handle = Callable[[Sequence[Delivery]], Awaitable[None]]
Park = Callable[[str, Delivery, str], Awaitable[None]]


class Consumer:
    """Reads a stream for a group. `handle` commits the effects of a batch, or raises and has changed nothing.

    Deliveries repeat after crashes, so effects must be idempotent. An entry that alone keeps failing is handed to
    `park` (stream, delivery, error) and acknowledged, so that the stream goes on.
    """

    def __init__(self, redis: "Redis", stream: str, group: str, name: str, handle: Handle, park: Park) -> None:
        self._redis = redis
        self._stream = stream
        self._group = group
        self._name = name
        self._handle = handle
        self._park = park
        self._has_pending = True
        self._unfinished: list[Delivery] = []
        self._claimed_at = 0.0
        self._failures: Counter[str] = Counter()

    async def step(self) -> float:
        """Read and handle one batch. Waits in Redis for news; rests after a few, so that the next come together."""
        async with asyncio.timeout(BLOCK_MS / 1000 + 5):
            try:
                deliveries = self._unfinished or await self._read()
            except ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
                await self._create_group()
                return 0.0
        # Until it is done a batch stays here: reading it anew would count each try while the database is away as a
        # delivery, and in the end give up entries that nothing is wrong with.
        self._unfinished = deliveries
        if deliveries:
            await self._process(deliveries)
        self._unfinished = []
        return GATHER_S if 0 < len(deliveries) < BATCH else 0.0

    async def _create_group(self) -> None:
        try:
            await self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
            # The stream may have been trimmed to what other groups needed: let its owner publish everything again.
            await self._redis.delete(MARKER_PREFIX + self._stream)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    async def _read(self) -> list[Delivery]:
        if self._has_pending:
            own = await self._read_group("0", block_ms=None)
            if own:
                return await self._without_killers(own)
        # A reply that is lost on its way carries entries that are this consumer's from then on.
        self._has_pending = True
        deliveries = await self._claim_abandoned() or await self._read_group(">", block_ms=BLOCK_MS)
        self._has_pending = False
        return deliveries

    async def _read_group(self, after: str, *, block_ms: int | None) -> list[Delivery]:
        reply: Any = await self._redis.xreadgroup(
            self._group, self._name, {self._stream: after}, count=BATCH, block=block_ms
        )
        if not reply:
            return []
        streams = reply.values() if isinstance(reply, dict) else [entries for _, entries in reply]
        return [delivery for entries in streams for delivery in _deliveries(entries)]

    async def _claim_abandoned(self) -> list[Delivery]:
        """Take over what a dead consumer of the group left unacknowledged, looking for it now and then."""
        if time.monotonic() - self._claimed_at < CLAIM_EVERY_S:
            return []
        reply: Any = await self._redis.xautoclaim(
            self._stream, self._group, self._name, min_idle_time=CLAIM_AFTER_IDLE_MS, start_id="0-0", count=BATCH
        )
        self._claimed_at = time.monotonic()
        return await self._without_killers(_deliveries(reply[1]))

    async def _without_killers(self, deliveries: list[Delivery]) -> list[Delivery]:
        if not deliveries:
            return deliveries
        pending: Any = await self._redis.xpending_range(
            self._stream, self._group, deliveries[0].entry_id, deliveries[-1].entry_id, BATCH, self._name
        )
        often = {entry["message_id"] for entry in pending if entry["times_delivered"] > DELIVERIES_BEFORE_PARKING}
        for delivery in [each for each in deliveries if each.entry_id in often]:
            await self._give_up(delivery, "delivered too often without an acknowledgement")
        return [each for each in deliveries if each.entry_id not in often]

    async def _process(self, deliveries: Sequence[Delivery]) -> None:
        try:
            await self._handle(deliveries)
        except Exception as error:
            if _is_transient(error):
                raise
            if len(deliveries) > 1:
                for delivery in deliveries:
                    await self._process([delivery])
                return
            await self._note_failure(deliveries[0], error)
            return
        await self._redis.xack(self._stream, self._group, *[delivery.entry_id for delivery in deliveries])

    async def _note_failure(self, delivery: Delivery, error: Exception) -> None:
        self._failures[delivery.entry_id] += 1
        self._has_pending = True
        log.warning("event failed", stream=self._stream, entry=delivery.entry_id, error=repr(error))
        if self._failures[delivery.entry_id] >= TRIES_BEFORE_PARKING:
            await self._give_up(delivery, repr(error))

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        await self._park(self._stream, delivery, reason)
        await self._redis.xack(self._stream, self._group, delivery.entry_id)
        self._failures.pop(delivery.entry_id, None)
        PARKED_EVENTS.labels(self._stream, self._group).inc()
        log.error("event parked", stream=self._stream, entry=delivery.entry_id, reason=reason)


def _deliveries(entries: Any) -> list[Delivery]:
    # A claimed entry that was trimmed meanwhile has no fields; an entry without an event is parked by its handler.
    flat = [entry for each in entries for entry in (each if each and isinstance(each[0], (list, tuple)) else [each])]
    return [
        Delivery(entry_id, fields.get("event", ""), fields.get("traceparent", ""))
        for entry_id, fields in flat
        if fields is not None
    ]


def _is_transient(error: Exception) -> bool:
    return isinstance(error, (Unavailable, RedisError)) or is_connection_failure(error)

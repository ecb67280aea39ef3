"""Redis or Valkey as transport: clients, and what an owner of streams does to keep them healthy."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from services.kit.metrics import STREAM_LAG
from services.kit.redis_servers import client_of

log = structlog.get_logger(__name__)

COMMAND_TIMEOUT_S = 1.0
MARKER_PREFIX = "published:"
TIMELINE_PREFIX = "timeline:"
HOUSEKEEPING_REST_S = 1.0
TRIM_EVERY_S = 5.0
"""Half a dozen commands for each stream and group: what a stream keeps that much longer costs less."""
SILENT_AFTER_S = 5
FORGOTTEN_AFTER_MS = 600_000


def connect(url: str) -> "Redis":
    """A client for short commands."""
    return client_of(url, answer_within_s=COMMAND_TIMEOUT_S)


def connect_blocking(url: str) -> "Redis":
    """A client for XREADGROUP, whose blocking the consumer bounds by itself."""
    return client_of(url, answer_within_s=None)


async def groups_of(redis: "Redis", stream: str) -> Sequence[dict[str, Any]]:
    """The consumer groups of a stream; none when the stream does not exist."""
    try:
        groups: Sequence[dict[str, Any]] = await redis.xinfo_groups(stream)
    except ResponseError:
        return []
    return groups


async def is_drained(redis: "Redis", stream: str) -> bool:
    """True when every group has read and acknowledged everything, and at least one group listens."""
    groups = await groups_of(redis, stream)
    return bool(groups) and all(group.get("lag") == 0 and group["pending"] == 0 for group in groups)


async def wait_until_drained(
    redis: "Redis", streams: Iterable[str], timeout_s: float, *, first: Callable[[], Awaitable[bool]] | None = None
) -> bool:
    """Wait for `first`, then for `is_drained` on all streams. False when time ran out or Redis is away."""
    try:
        async with asyncio.timeout(timeout_s):
            while first is not None and not await first():
                await asyncio.sleep(0.01)
            for stream in streams:
                while not await is_drained(redis, stream):
                    await asyncio.sleep(0.01)
    except (TimeoutError, RedisError, OSError):
        return False
    return True


class Housekeeping:
    """What the owner of streams does: publish all anew after a loss, and now and then trim what every group has read.

    A stream's marker is a key beside it. When it is gone the stream is gone too, so `publish_all` writes every entity
    of the stream to the outbox again; consumers ignore versions that they have.
    """

    def __init__(self, redis: "Redis", owned: Mapping[str, Callable[[], Awaitable[None]] | None]) -> None:
        """`owned` maps each stream to its `publish_all`, or to None where only trimming is wanted."""
        self._redis = redis
        self._owned = owned
        self._of_entities = {stream: publish for stream, publish in owned.items() if publish is not None}
        self._trimmed_at = -TRIM_EVERY_S

    async def step(self) -> float:
        if self._of_entities:
            markers = await self._redis.mget([MARKER_PREFIX + stream for stream in self._of_entities])
            for (stream, publish_all), marker in zip(self._of_entities.items(), markers, strict=True):
                if marker is None:
                    await publish_all()
                    await self._redis.set(MARKER_PREFIX + stream, "1")
        if time.monotonic() - self._trimmed_at >= TRIM_EVERY_S:
            for stream in self._owned:
                await self._trim(stream)
            self._trimmed_at = time.monotonic()
        return HOUSEKEEPING_REST_S

    async def _trim(self, stream: str) -> None:
        groups = await groups_of(self._redis, stream)
        if not groups:
            return
        for group in groups:
            STREAM_LAG.labels(stream, group["name"]).set(await self._lag(stream, group))
            await self._remove_dead_consumers(stream, group["name"])
        oldest_needed = [await self._oldest_needed(stream, group) for group in groups]
        await self._redis.xtrim(stream, minid=min(oldest_needed, key=entry_order), approximate=True)

    async def _lag(self, stream: str, group: dict[str, Any]) -> float:
        """Entries not yet read; NaN where Redis does not know, as after a deletion inside the unread part."""
        if group.get("lag") is not None:
            return float(group["lag"])
        last = (await self._redis.xinfo_stream(stream))["last-generated-id"]
        return 0.0 if last == group["last-delivered-id"] else math.nan

    async def _remove_dead_consumers(self, stream: str, group: str) -> None:
        """Each restart is another consumer. One that has not asked for long and holds nothing is forgotten.

        What it held has been claimed by others. Before Redis 7.2 nobody tells when a consumer asked last.
        """
        for consumer in await self._redis.xinfo_consumers(stream, group):
            is_silent = "inactive" in consumer and consumer["idle"] > FORGOTTEN_AFTER_MS
            if is_silent and not consumer["pending"]:
                await self._redis.xgroup_delconsumer(stream, group, consumer["name"])

    async def _oldest_needed(self, stream: str, group: dict[str, Any]) -> str:
        if group["pending"]:
            pending = await self._redis.xpending(stream, group["name"])
            if pending["min"]:
                return str(pending["min"])
        return str(group["last-delivered-id"])


class Losses:
    """Notices that a stream was lost, and has its owner make good what it carried, however long that takes.

    The stream's marker holds the name of the process that is at it, and expires when that dies over it.
    """

    def __init__(
        self, redis: "Redis", stream: str, name: str, begin: Callable[[], Awaitable[None]], is_done: Callable[[], bool]
    ) -> None:
        self._redis = redis
        self._marker = MARKER_PREFIX + stream
        self._name = name
        self._begin = begin
        self._is_done = is_done

    async def step(self) -> float:
        found = await self._redis.get(self._marker)
        if found is None:
            await self._begin()
            await self._redis.set(self._marker, self._name, ex=SILENT_AFTER_S)
        elif found == self._name and not self._is_done():
            await self._redis.expire(self._marker, SILENT_AFTER_S)
        elif found == self._name:
            await self._redis.set(self._marker, "1", xx=True)  # not when the stream was lost again meanwhile
        return HOUSEKEEPING_REST_S


class Failovers:
    """Has an owner of streams make good what a failover of its database may have lost, as after a loss of the streams.

    A standby that was promoted, and a server restored to a moment, may lack what the streams have told of, and what
    their listeners made of it; neither knows what it lacks.
    """

    def __init__(
        self, redis: "Redis", name: str, streams: Iterable[str], timeline: Callable[[], Awaitable[str]]
    ) -> None:
        """`name` is what the owner's last timeline is noted under."""
        self._redis = redis
        self._key = TIMELINE_PREFIX + name
        self._markers = [MARKER_PREFIX + stream for stream in streams]
        self._timeline = timeline

    async def step(self) -> float:
        timeline = await self._timeline()
        if (before := await self._redis.get(self._key)) != timeline:
            if before is not None and self._markers:
                log.warning("database failed over", before=before, now=timeline)
                await self._redis.delete(*self._markers)
            await self._redis.set(self._key, timeline)
        return HOUSEKEEPING_REST_S


def entry_order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)

"""How far behind its stream a consumer group is, in seconds."""

import time

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from services.kit.streams import entry_order, groups_of


class CatchUp:
    """Finds the latest instant until which everything in the stream has been handled, whichever consumer did it.

    Under a steady load a group is never at the end of its stream and yet only moments behind.
    """

    def __init__(self, redis: "Redis", stream: str, group: str) -> None:
        self._redis = redis
        self._stream = stream
        self._group = group
        self._mark: tuple[float, str] | None = None
        self._caught_up_at: float | None = None

    async def behind_s(self) -> float | None:
        """Seconds since that instant; None while it is not known. Each call looks once."""
        now = time.monotonic()
        try:
            last = str((await self._redis.xinfo_stream(self._stream))["last-generated-id"])
        except ResponseError:  # no stream: the consumer will make it
            return None
        oldest_open = await self._oldest_unhandled()
        for at, entry_id in (self._mark or (now, last)), (now, last):
            if oldest_open is not None and entry_order(entry_id) < entry_order(oldest_open):
                self._caught_up_at, self._mark = at, None
        self._mark = self._mark or (now, last)
        return None if self._caught_up_at is None else time.monotonic() - self._caught_up_at

    async def _oldest_unhandled(self) -> str | None:
        """An id that every handled entry is below, or None without a group."""
        group = next((each for each in await groups_of(self._redis, self._stream) if each["name"] == self._group), None)
        if group is None:
            return None
        if group["pending"]:
            pending = await self._redis.xpending(self._stream, self._group)
            if pending["min"]:
                return str(pending["min"])
        milliseconds, sequence = entry_order(str(group["last-delivered-id"]))
        return f"{milliseconds}-{sequence + 1}"

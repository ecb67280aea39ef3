"""Values read once for everybody who asks: kept while they are current, shown as they were while the source is away."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar

from services.kit.database import is_connection_failure
from services.kit.errors import Unavailable

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

PATIENCE_S = 1.0
REST_AFTER_FAILURE_S = 0.25


class Snapshots(Generic[Key, Value]):
    """A bounded cache in front of `load`. However many wait for a key, one load runs for it.

    `kept` values at most are held, the least asked for go first; `at_once` loads run at the same time, and as many as
    `kept` may wait. A caller who would have to wait longer than `PATIENCE_S` gets the last value instead.
    """

    def __init__(self, load: Callable[[Key], Awaitable[Value]], *, kept: int, at_once: int) -> None:
        self._load = load
        self._kept = kept
        self._turn = asyncio.Semaphore(at_once)
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._loading: dict[Key, tuple[asyncio.Task[Value], float]] = {}
        self._failed_at: dict[Key, float] = {}

    def known(self, key: Key) -> Value | None:
        """The last value, current or not."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    async def get(self, key: Key, is_current: Callable[[Value], bool]) -> Value:
        """A current value, or the last one while the source is away.

        Raises `Unavailable` when there is neither, and what `load` raises of other kinds.
        """
        value = self.known(key)
        if value is not None and is_current(value):
            return value
        try:
            return await self._loaded(key)
        except Unavailable:
            if value is None:
                raise
            return value

    async def close(self) -> None:
        tasks = [task for task, _ in self._loading.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _loaded(self, key: Key) -> Value:
        now = time.monotonic()
        if key not in self._loading:
            rested = now - self._failed_at.get(key, -REST_AFTER_FAILURE_S) >= REST_AFTER_FAILURE_S
            if not rested or len(self._loading) >= self._kept:
                raise Unavailable
            self._loading[key] = asyncio.create_task(self._run(key)), now
            self._loading[key][0].add_done_callback(_mark_as_seen)
        task, since = self._loading[key]
        # A load outlives those who wait for it: one whose client has gone is still wanted by the next.
        await asyncio.wait({task}, timeout=max(since + PATIENCE_S - now, 0))
        if not task.done():
            raise Unavailable
        return task.result()

    async def _run(self, key: Key) -> Value:
        try:
            async with self._turn:
                value = await self._load(key)
        except Exception as error:
            if isinstance(error, Unavailable) or is_connection_failure(error):
                self._note_failure(key)
                raise Unavailable from error
            self._values.pop(key, None)
            raise
        finally:
            del self._loading[key]
        self._failed_at.pop(key, None)
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._kept:
            self._values.popitem(last=False)
        return value

    def _note_failure(self, key: Key) -> None:
        if len(self._failed_at) >= self._kept:
            self._failed_at.clear()
        self._failed_at[key] = time.monotonic()


def _mark_as_seen(task: asyncio.Task[Any]) -> None:
    """Nobody may wait for a load any more when it fails."""
    if not task.cancelled():
        task.exception()

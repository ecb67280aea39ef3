"""Group commit: what arrives while one statement runs goes out together as the next one.

There is no timer and no added wait: an idle committer runs a single item at once, a busy one amortises planning, round
trip and WAL flush over the batch. Each waiter gets its own verdict. Measured in docs/decisions/0002-group-commit.md.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from services.kit.errors import Unavailable
from services.kit.metrics import BATCH_SIZE, QUEUE

Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST_BATCH = 256
MOST_WAITING = 4096
DRAIN_S = 2.0


class GroupCommit(Generic[Item, Result]):
    """Runs one statement at a time over all items that wait for it.

    `run` takes the items with their monotonic arrivals and returns one result for each, in order. Two items with the
    same `target` never share a batch and keep their order, because one UPDATE changes a row only once.
    """

    def __init__(
        self,
        name: str,
        run: Callable[[Sequence[Item], Sequence[float]], Awaitable[Sequence[Result]]],
        target: Callable[[Item], Hashable],
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._run = run
        self._target = target
        self._most_waiting = most_waiting
        self._waiting: deque[_Waiter[Item, Result]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._batch_size = BATCH_SIZE.labels(name)
        QUEUE.labels(name).set_function(lambda: len(self._waiting))

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def submit(self, item: Item, arrived: float | None = None) -> Result:
        """The result of this item. A caller that is cancelled does not stop the statement.

        Raises `Unavailable` at once when too many wait, and whatever the item alone raises.
        """
        if len(self._waiting) >= self._most_waiting:
            raise Unavailable
        waiter: _Waiter[Item, Result] = _Waiter(item, time.monotonic() if arrived is None else arrived)
        self._waiting.append(waiter)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await waiter.verdict

    async def drain(self) -> None:
        """Wait until everything accepted so far has its verdict."""
        if self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker], timeout=DRAIN_S)

    async def _work(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            self._batch_size.observe(len(batch))
            await self._settle(batch)

    def _next_batch(self) -> "list[_Waiter[Item, Result]]":
        batch: list[_Waiter[Item, Result]] = []
        postponed: list[_Waiter[Item, Result]] = []
        targets: set[Hashable] = set()
        while self._waiting and len(batch) < LARGEST_BATCH:
            waiter = self._waiting.popleft()
            target = self._target(waiter.item)
            (postponed if target in targets else batch).append(waiter)
            targets.add(target)
        self._waiting.extendleft(reversed(postponed))
        return batch

    async def _settle(self, batch: "Sequence[_Waiter[Item, Result]]") -> None:
        try:
            results = await self._run([waiter.item for waiter in batch], [waiter.arrived for waiter in batch])
        except Unavailable as error:
            # Nobody can be served now. One by one, or in further batches, they would only wait for as many time-outs.
            for waiter in (*batch, *self._waiting):
                waiter.fail(error)
            self._waiting.clear()
        except Exception as error:  # noqa: BLE001 - the fault belongs to one item, which gets it
            if len(batch) == 1:
                batch[0].fail(error)
                return
            half = len(batch) // 2
            await self._settle(batch[:half])
            await self._settle(batch[half:])
        else:
            for waiter, result in zip(batch, results, strict=True):
                waiter.succeed(result)


class _Waiter(Generic[Item, Result]):
    __slots__ = ("arrived", "item", "verdict")

    def __init__(self, item: Item, arrived: float) -> None:
        self.item = item
        self.arrived = arrived
        self.verdict: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    def succeed(self, result: Result) -> None:
        if not self.verdict.done():
            self.verdict.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.verdict.done():
            self.verdict.set_exception(error)

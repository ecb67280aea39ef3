"""A bounded queue for few places: whoever asks for much waits behind the others, and only as long as is bearable."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Full(Exception):
    """No place within the time that may be waited, or as many wait already as may."""


class FairQueue:
    """`places` work at a time, and one share never has all of them; those that wait are taken share by share."""

    def __init__(self, places: int, most_waiting: int, most_of_a_share: int, wait_s: float) -> None:
        self._free = places
        self._most_working = max(1, places - 1)
        self._most_waiting, self._most_of_a_share, self._wait_s = most_waiting, most_of_a_share, wait_s
        self._working: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def place(self, share: str) -> AsyncIterator[None]:
        """Raises `Full`."""
        await self._take(share)
        try:
            yield
        finally:
            self._working[share] -= 1
            if not self._working[share]:
                del self._working[share]
            self._free += 1
            self._hand_on()

    async def _take(self, share: str) -> None:
        queue = self._waiting.get(share, deque())
        if sum(map(len, self._waiting.values())) >= self._most_waiting or len(queue) >= self._most_of_a_share:
            raise Full
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(share, queue).append(turn)
        self._hand_on()
        try:
            async with asyncio.timeout(self._wait_s):
                await asyncio.shield(turn)
        except BaseException as error:
            self._leave(share, turn)
            if isinstance(error, TimeoutError):
                raise Full from None
            raise

    def _leave(self, share: str, turn: "asyncio.Future[None]") -> None:
        """The wait ended without work: the place that was given in this very moment goes to the next."""
        if turn.done():
            self._working[share] -= 1
            self._free += 1
            self._hand_on()
        elif share in self._waiting:
            self._waiting[share].remove(turn)
            if not self._waiting[share]:
                del self._waiting[share]

    def _hand_on(self) -> None:
        while self._free:
            share = next((each for each in self._waiting if self._working[each] < self._most_working), None)
            if share is None:
                return
            queue = self._waiting.pop(share)
            queue.popleft().set_result(None)
            if queue:
                # Behind the other shares.
                self._waiting[share] = queue
            self._working[share] += 1
            self._free -= 1

"""Background loops: they survive errors, back off, and finish their step before the process ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from services.kit.metrics import LOOP_COMPLETED, LOOP_FAILURES

log = structlog.get_logger(__name__)

FIRST_BACK_OFF_S = 0.1
LONGEST_BACK_OFF_S = 3.0
DRAIN_S = 1.5


@dataclass(frozen=True)
class Loop:
    """A named step, repeated. The step returns the seconds to rest before the next one."""

    name: str
    step: Callable[[], Awaitable[float]]


@asynccontextmanager
async def running(*loops: Loop) -> AsyncIterator[None]:
    """Run the loops for the life of the block; at its end let each finish the step it is in."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_run(loop, stop), name=loop.name) for loop in loops]
    try:
        yield
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=DRAIN_S) if tasks else (set(), set())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _run(loop: Loop, stop: asyncio.Event) -> None:
    back_off_s, completed = FIRST_BACK_OFF_S, LOOP_COMPLETED.labels(loop.name)
    while not stop.is_set():
        try:
            rest_s = await loop.step()
            completed.set_to_current_time()
            back_off_s = FIRST_BACK_OFF_S
        except Exception as error:  # noqa: BLE001 - a loop outlives whatever its step meets
            LOOP_FAILURES.labels(loop.name).inc()
            log.warning("loop step failed", loop=loop.name, error=repr(error), back_off_s=back_off_s)
            rest_s, back_off_s = back_off_s, min(back_off_s * 2, LONGEST_BACK_OFF_S)
        if rest_s:
            await _rest(stop, rest_s)
        else:
            await asyncio.sleep(0)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return

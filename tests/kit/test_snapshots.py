"""One load for all who wait; the last value while the source is away; bounded."""

import asyncio
import time

import pytest

from services.kit.errors import NotFound, Unavailable
from services.kit.snapshots import PATIENCE_S, REST_AFTER_FAILURE_S, Snapshots


class Source:
    """Loads numbers that grow, slowly or not at all."""

    def __init__(self) -> None:
        self.loads: list[str] = []
        self.at_once = self.most_at_once = 0
        self.delay_s = 0.0
        self.error: Exception | None = None

    async def load(self, key: str) -> int:
        self.loads.append(key)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay_s)
            if self.error is not None:
                raise self.error
            return len(self.loads)
        finally:
            self.at_once -= 1


@pytest.fixture
def source() -> Source:
    return Source()


def snapshots(source: Source, kept: int = 8, at_once: int = 2) -> Snapshots[str, int]:
    return Snapshots[str, int](source.load, kept=kept, at_once=at_once)


def always(_value: int) -> bool:
    return True


def never(_value: int) -> bool:
    return False


async def test_many_who_wait_cost_one_load(source: Source) -> None:
    source.delay_s = 0.05
    boards = snapshots(source)

    values = await asyncio.gather(*[boards.get("a", always) for _ in range(32)])

    assert (set(values), source.loads) == ({1}, ["a"])


async def test_a_current_value_is_not_loaded_again_and_an_old_one_is(source: Source) -> None:
    boards = snapshots(source)

    values = [await boards.get("a", is_current) for is_current in (always, always, never)]

    assert values == [1, 1, 2]


async def test_the_last_value_is_given_while_the_source_is_away(source: Source) -> None:
    boards = snapshots(source)
    await boards.get("a", always)
    source.error = OSError("gone")

    assert await boards.get("a", never) == 1


async def test_without_a_last_value_the_caller_is_told(source: Source) -> None:
    source.error = OSError("gone")

    with pytest.raises(Unavailable):
        await snapshots(source).get("a", always)


async def test_after_a_failure_the_source_rests(source: Source) -> None:
    boards = snapshots(source)
    await boards.get("a", always)
    source.error = OSError("gone")
    for _ in range(10):
        await boards.get("a", never)
    resting = len(source.loads)

    await asyncio.sleep(REST_AFTER_FAILURE_S)
    source.error = None

    assert await boards.get("a", never) == 3
    assert resting == 2


async def test_a_hung_source_is_waited_for_once_and_the_next_caller_not_at_all(source: Source) -> None:
    boards = snapshots(source)
    await boards.get("a", always)
    source.delay_s = 60.0

    started_at = time.monotonic()
    first = await boards.get("a", never)
    waited_s = time.monotonic() - started_at
    second = await boards.get("a", never)

    assert (first, second) == (1, 1)
    assert waited_s < PATIENCE_S + 0.5
    assert time.monotonic() - started_at - waited_s < 0.1
    await boards.close()


async def test_what_no_longer_exists_is_not_given_from_memory(source: Source) -> None:
    boards = snapshots(source)
    await boards.get("a", always)
    source.error = NotFound()

    with pytest.raises(NotFound):
        await boards.get("a", never)

    assert boards.known("a") is None


async def test_a_caller_who_leaves_does_not_stop_the_load_for_others(source: Source) -> None:
    source.delay_s = 0.1
    boards = snapshots(source)
    leaving = asyncio.create_task(boards.get("a", always))
    await asyncio.sleep(0.02)
    staying = asyncio.create_task(boards.get("a", always))

    leaving.cancel()

    assert await staying == 1


async def test_loads_at_once_and_values_kept_are_bounded(source: Source) -> None:
    source.delay_s = 0.01
    boards = snapshots(source, kept=4, at_once=2)

    for start in range(0, 12, 4):
        await asyncio.gather(*[boards.get(str(start + index), always) for index in range(4)])

    assert source.most_at_once == 2
    assert [boards.known(str(index)) is None for index in (0, 7, 8, 11)] == [True, True, False, False]


async def test_more_cold_keys_than_may_wait_are_refused_at_once(source: Source) -> None:
    source.delay_s = 0.05
    boards = snapshots(source, kept=2)

    outcomes = await asyncio.gather(*[boards.get(str(index), always) for index in range(5)], return_exceptions=True)

    assert [isinstance(outcome, Unavailable) for outcome in outcomes] == [False, False, True, True, True]

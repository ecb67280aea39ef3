"""How far a group is behind its stream, whether it is idle, busy, stuck or gone."""

import asyncio

import pytest
from redis.asyncio import Redis

from services.kit.catch_up import CatchUp

STREAM, GROUP = "stream", "group"


@pytest.fixture
async def catch_up(redis: "Redis") -> CatchUp:
    await redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    return CatchUp(redis, STREAM, GROUP)


async def add(redis: "Redis", number: int = 1) -> list[str]:
    return [str(await redis.xadd(STREAM, {"event": "e"})) for _ in range(number)]


async def behind(catch_up: CatchUp) -> float:
    seconds = await catch_up.behind_s()
    assert seconds is not None
    return seconds


async def test_a_group_that_has_handled_everything_is_not_behind(redis: "Redis", catch_up: CatchUp) -> None:
    ids = await add(redis, 3)
    await redis.xreadgroup(GROUP, "one", {STREAM: ">"})
    await redis.xack(STREAM, GROUP, *ids)

    assert await behind(catch_up) < 0.05


async def test_an_empty_stream_leaves_nobody_behind(catch_up: CatchUp) -> None:
    assert await behind(catch_up) < 0.05


@pytest.mark.parametrize("is_read", [False, True], ids=["unread", "unacknowledged"])
async def test_what_is_not_handled_holds_the_instant(redis: "Redis", catch_up: CatchUp, *, is_read: bool) -> None:
    await behind(catch_up)
    await add(redis)
    if is_read:
        await redis.xreadgroup(GROUP, "one", {STREAM: ">"})

    await asyncio.sleep(0.2)

    assert 0.2 <= await behind(catch_up) < 0.4


async def test_a_busy_group_is_behind_by_moments_only(redis: "Redis", catch_up: CatchUp) -> None:
    """There is always something unread, yet what was there a moment ago is done."""
    previous = await add(redis)
    for _ in range(20):
        following = await add(redis)
        await redis.xreadgroup(GROUP, "one", {STREAM: ">"}, count=1)
        await redis.xack(STREAM, GROUP, *previous)
        previous = following
        await catch_up.behind_s()
        await asyncio.sleep(0.02)

    assert await behind(catch_up) < 0.2


async def test_without_a_group_or_a_stream_the_instant_stays(redis: "Redis", catch_up: CatchUp) -> None:
    await behind(catch_up)
    await redis.flushdb()
    without_stream = await catch_up.behind_s()
    await add(redis)
    await asyncio.sleep(0.1)

    assert without_stream is None or without_stream >= 0
    assert await behind(catch_up) >= 0.1


async def test_a_group_that_never_caught_up_is_behind_by_an_unknown_time(redis: "Redis") -> None:
    assert await CatchUp(redis, STREAM, GROUP).behind_s() is None

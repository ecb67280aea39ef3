"""What an owner of streams does for them: trimming guarded by the slowest reader, publishing anew after a loss."""

import asyncio
import math

import pytest
from redis.asyncio import Redis

from services.kit import streams
from services.kit.metrics import STREAM_LAG
from services.kit.streams import MARKER_PREFIX, Failovers, Housekeeping, is_drained, wait_until_drained

STREAM = "stream"
NODE = 100
"""Trimming is approximate: by whole nodes of this many entries."""


async def fill(redis: "Redis", number: int = 5 * NODE) -> list[str]:
    return [str(await redis.xadd(STREAM, {"event": str(index)})) for index in range(number)]


async def read(redis: "Redis", group: str, number: int, *, acknowledge: bool = True) -> None:
    reply = await redis.xreadgroup(group, "reader", {STREAM: ">"}, count=number)
    entries = next(iter(reply.values())) if isinstance(reply, dict) else reply[0][1]
    if acknowledge:
        flat = [entry for each in entries for entry in (each if isinstance(each[0], (list, tuple)) else [each])]
        await redis.xack(STREAM, group, *[entry_id for entry_id, _ in flat])


def housekeeping(redis: "Redis") -> Housekeeping:
    return Housekeeping(redis, {STREAM: None})


@pytest.fixture
async def groups(redis: "Redis") -> tuple[str, str]:
    for group in ("fast", "slow"):
        await redis.xgroup_create(STREAM, group, id="0", mkstream=True)
    return "fast", "slow"


async def test_what_the_slowest_group_has_not_read_stays(redis: "Redis", groups: tuple[str, str]) -> None:
    await fill(redis)
    await read(redis, groups[0], 5 * NODE)
    await read(redis, groups[1], 2 * NODE)

    await housekeeping(redis).step()

    assert 3 * NODE <= await redis.xlen(STREAM) <= 4 * NODE


async def test_a_stream_is_trimmed_now_and_then(redis: "Redis", groups: tuple[str, str]) -> None:
    keeper = housekeeping(redis)
    await keeper.step()
    await fill(redis)
    for group in groups:
        await read(redis, group, 5 * NODE)

    await keeper.step()

    assert await redis.xlen(STREAM) == 5 * NODE


async def test_what_a_group_has_read_but_not_acknowledged_stays(redis: "Redis", groups: tuple[str, str]) -> None:
    ids = await fill(redis)
    for group in groups:
        await read(redis, group, 5 * NODE, acknowledge=False)

    await housekeeping(redis).step()

    assert (await redis.xrange(STREAM, count=1))[0][0] == ids[0]


async def test_what_nobody_listens_to_stays(redis: "Redis") -> None:
    await fill(redis)

    await housekeeping(redis).step()

    assert await redis.xlen(STREAM) == 5 * NODE


async def test_everything_is_published_anew_when_the_marker_is_gone_and_only_then(redis: "Redis") -> None:
    published = 0

    async def publish_all() -> None:
        nonlocal published
        published += 1

    keeper = Housekeeping(redis, {STREAM: publish_all})
    for _ in range(3):
        await keeper.step()
    first = published
    await redis.flushdb()
    for _ in range(3):
        await keeper.step()

    assert (first, published) == (1, 2)
    assert await redis.exists(MARKER_PREFIX + STREAM)


async def test_i22_another_timeline_of_the_database_has_everything_published_anew(redis: "Redis") -> None:
    """What listeners made of an event may be lost with the failover, and the stream counts it as read."""
    published, timelines = 0, iter(("00000001", "00000001", "00000002", "00000002"))

    async def publish_all() -> None:
        nonlocal published
        published += 1

    async def of_the_server() -> str:
        return next(timelines)

    keeper, failovers = Housekeeping(redis, {STREAM: publish_all}), Failovers(redis, "owner", [STREAM], of_the_server)
    counts = []
    for _ in range(4):
        await failovers.step()
        await keeper.step()
        counts.append(published)

    assert counts == [1, 1, 2, 2]


async def test_a_failed_publication_is_repeated(redis: "Redis") -> None:
    tries = 0

    async def publish_all() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionError

    keeper = Housekeeping(redis, {STREAM: publish_all})
    with pytest.raises(ConnectionError):
        await keeper.step()
    await keeper.step()

    assert tries == 2


async def test_a_stream_is_drained_when_every_group_has_acknowledged_everything(
    redis: "Redis", groups: tuple[str, str]
) -> None:
    await fill(redis, 3)
    await read(redis, groups[0], 3)
    one_left = await is_drained(redis, STREAM)
    await read(redis, groups[1], 3, acknowledge=False)
    unacknowledged = await is_drained(redis, STREAM)
    entries = await redis.xrange(STREAM)
    await redis.xack(STREAM, groups[1], *[entry_id for entry_id, _ in entries])

    assert (one_left, unacknowledged, await is_drained(redis, STREAM)) == (False, False, True)


async def test_a_stream_without_listeners_is_never_drained(redis: "Redis") -> None:
    await fill(redis, 1)

    assert not await wait_until_drained(redis, [STREAM], 0.05)


async def test_a_lag_that_redis_does_not_know_is_no_zero(redis: "Redis", groups: tuple[str, str]) -> None:
    """R5.6: after a deletion inside the unread part; a board that falls behind must not look level."""
    ids = await fill(redis, 20)
    await read(redis, groups[0], 20)
    await read(redis, groups[1], 5)
    await redis.xdel(STREAM, ids[10])

    await housekeeping(redis).step()

    assert await lag_told(groups[0]) == 0
    assert math.isnan(await lag_told(groups[1]))


async def lag_told(group: str) -> float:
    return float(STREAM_LAG.labels(STREAM, group)._value.get())


async def test_consumers_that_are_gone_are_forgotten_and_what_they_hold_stays(
    redis: "Redis", groups: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each restart is another consumer; without this their list grows for ever."""
    monkeypatch.setattr(streams, "FORGOTTEN_AFTER_MS", 50)
    await fill(redis, 4)
    await redis.xreadgroup(groups[0], "done", {STREAM: ">"}, count=1, noack=True)
    await redis.xreadgroup(groups[0], "died-over-it", {STREAM: ">"}, count=1)
    await asyncio.sleep(0.1)
    await redis.xreadgroup(groups[0], "alive", {STREAM: ">"}, count=1, noack=True)

    await housekeeping(redis).step()

    names = {str(each["name"]) for each in await redis.xinfo_consumers(STREAM, groups[0])}
    assert names == {"died-over-it", "alive"}

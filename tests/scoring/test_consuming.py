"""From the stream into the ledger, whatever is delivered twice, is broken, or is lost on the way (I5, I18)."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from scoring_service.use_cases.verify import verify
from services.kit.consumer import TRIES_BEFORE_PARKING, Consumer
from services.kit.database import Database
from services.kit.streams import is_drained
from tests.scoring.builders import finished, new_id
from tests.scoring.scoring_system import rows
from tests.scoring.stream_system import consumer, publish

STREAM = "quiz.sessions"
SESSIONS = "SELECT coalesce(sum(sessions), 0) FROM scoring.participants"


async def scored(database: Database) -> int:
    return int((await rows(database, SESSIONS))[0][0])


async def drain(redis: "Redis", *consumers: Consumer) -> None:
    for _ in range(20):
        for each in consumers:
            await each.step()
        if await is_drained(redis, STREAM):
            return
    raise AssertionError("the stream was not drained")


async def test_r2_4_events_of_the_stream_are_scored(redis: "Redis", database: Database) -> None:
    await publish(redis, STREAM, *[finished() for _ in range(30)])

    await drain(redis, consumer(redis, database, STREAM))

    assert await scored(database) == 30


async def test_i5_a_crash_between_commit_and_acknowledgement_scores_once(redis: "Redis", database: Database) -> None:
    await publish(redis, STREAM, *[finished() for _ in range(10)])
    crashing = consumer(redis, database, STREAM)
    committed = crashing._handle

    async def commit_and_crash(deliveries: object) -> None:
        await committed(deliveries)  # type: ignore[arg-type]
        raise asyncio.CancelledError

    crashing._handle = commit_and_crash
    await crashing.step()
    with pytest.raises(asyncio.CancelledError):
        await crashing.step()
    assert await scored(database) == 10
    assert (await redis.xpending(STREAM, "scoring"))["pending"] == 10

    await drain(redis, consumer(redis, database, STREAM))

    assert await scored(database) == 10
    assert await verify(database) == []


async def test_i5_a_crash_before_the_commit_loses_nothing(redis: "Redis", database: Database) -> None:
    await publish(redis, STREAM, *[finished() for _ in range(10)])
    crashing = consumer(redis, database, STREAM)

    async def crash(_deliveries: object) -> None:
        raise asyncio.CancelledError

    await crashing.step()
    crashing._handle = crash
    with pytest.raises(asyncio.CancelledError):
        await crashing.step()

    await drain(redis, consumer(redis, database, STREAM))

    assert await scored(database) == 10


async def test_i5_two_consumers_given_the_same_entries_score_them_once(redis: "Redis", database: Database) -> None:
    await publish(redis, STREAM, *[finished() for _ in range(200)])
    one, other = (consumer(redis, database, STREAM, name) for name in ("one", "other"))
    await one.step()
    first = await one._read()
    await redis.xclaim(STREAM, "scoring", "other", 0, [delivery.entry_id for delivery in first])
    again = await other._read()

    await asyncio.gather(one._process(first), other._process(again))

    assert [delivery.entry_id for delivery in first] == [delivery.entry_id for delivery in again]
    assert await scored(database) == 200
    assert await verify(database) == []


@pytest.mark.parametrize(
    "poison",
    ["", "no json", "{}", '{"type":"quiz.session_started.v1"}', finished(score=-1), finished(path=())],
    ids=["empty", "no json", "no event", "another event", "negative score", "no unit"],
)
async def test_a_poison_event_is_parked_and_the_stream_goes_on(
    redis: "Redis", database: Database, poison: object
) -> None:
    await publish(redis, STREAM, finished(), poison, finished())  # type: ignore[arg-type]
    one = consumer(redis, database, STREAM)

    await drain(redis, one)
    await publish(redis, STREAM, finished())
    await drain(redis, one)

    assert await scored(database) == 3
    assert len(await rows(database, "SELECT * FROM scoring.dead_letters WHERE stream = 'quiz.sessions'")) == 1


async def test_a_poison_event_is_tried_more_than_once(redis: "Redis", database: Database) -> None:
    await publish(redis, STREAM, "no json")
    one = consumer(redis, database, STREAM)

    for _ in range(TRIES_BEFORE_PARKING):
        await one.step()

    assert await rows(database, "SELECT * FROM scoring.dead_letters") == []
    await one.step()
    assert len(await rows(database, "SELECT * FROM scoring.dead_letters")) == 1


async def test_i18_after_a_flush_the_group_is_made_again_and_resent_sessions_are_harmless(
    redis: "Redis", database: Database
) -> None:
    before, lost = [finished() for _ in range(5)], [finished(new_id()) for _ in range(5)]
    one = consumer(redis, database, STREAM)
    await publish(redis, STREAM, *before)
    await drain(redis, one)
    await publish(redis, STREAM, *lost)
    await redis.flushdb()
    with pytest.raises(ResponseError):
        await redis.xinfo_groups(STREAM)

    await publish(redis, STREAM, *before, *lost)
    await drain(redis, one)

    assert await scored(database) == 10
    assert await verify(database) == []

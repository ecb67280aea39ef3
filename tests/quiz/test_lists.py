"""What scoring asks for when the ledger has what the record may have lost in a failover (I22)."""

import json
import uuid
from typing import Any

import sqlalchemy as sa
from redis.asyncio import Redis

from quiz_service.use_cases.delivery.list_sessions import list_sessions
from quiz_service.use_cases.delivery.publish_digests import read_all_buckets
from services.chassis.clock import contest_now
from services.contracts.buckets import bounds, bucket_at, bucket_of
from services.contracts.comparisons import ComparisonRequested
from services.contracts.events import ResendRequested, encode
from services.kit import streams
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_delivery import contests, counted_of, digests_of, finish_one, marker, quiz, redis, until, worker
from tests.support import tokens

__all__ = ["quiz", "redis"]


async def lists_of(redis: "Redis", contest_id: str) -> list[dict[str, Any]]:
    return [event for event in await digests_of(redis, contest_id) if event["type"] == "quiz.sessions_listed.v1"]


async def test_i22_the_list_of_a_bucket_names_every_session_and_is_given_in_pages(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    result = await finish_one(quiz)
    running = (await quiz.start(result["contest_id"], tokens.participant())).json()
    bucket = bucket_of(uuid.UUID(result["id"]))

    async with worker(postgres_url, redis_url):
        request = ResendRequested(
            event_id=uuid.uuid4(), contest_id=result["contest_id"], bucket=bucket, list_after=uuid.UUID(int=0)
        )
        await redis.xadd("scoring.requests", {"event": encode(request)})
        [listed] = await until(lambda: lists_of(redis, result["contest_id"]))
    async with quiz.database.begin() as transaction:
        await list_sessions(transaction, result["contest_id"], bucket, uuid.UUID(int=0), limit=1)
        text = await transaction.execute(
            sa.text("SELECT CAST(event AS text) FROM quiz.outbox ORDER BY id DESC LIMIT 1")
        )
        page = json.loads(text.scalar_one())

    scores = {each["session_id"]: (each["score"], each["is_full_mark"]) for each in listed["sessions"]}
    assert scores == {result["id"]: (1, False), running["id"]: (None, False)}
    assert listed["until"] == str(bounds(bucket)[1])
    assert [each["session_id"] for each in page["sessions"]] == [result["id"]]
    assert page["until"] == result["id"]


async def test_i22_results_that_wait_have_the_whole_contest_compared(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    result = await finish_one(quiz)
    async with quiz.database.begin() as transaction:
        await transaction.execute(sa.text("DELETE FROM quiz.finished_sessions"))

    async with worker(postgres_url, redis_url):
        await until(lambda: marker(redis, "1"))
        await redis.delete("quiz.digests")
        request = ComparisonRequested(event_id=uuid.uuid4(), contest_id=result["contest_id"])
        await redis.xadd("scoring.requests", {"event": encode(request)})
        digests = await until(lambda: counted_of(redis, result))

    assert digests[0]["sessions"] == 1


async def test_i22_after_a_failover_of_the_database_everything_is_compared(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """A promoted standby has another timeline; here Redis remembers one that never was."""
    result = await finish_one(quiz)
    async with quiz.database.begin() as transaction:
        await transaction.execute(sa.text("DELETE FROM quiz.finished_sessions"))
    await redis.set(streams.MARKER_PREFIX + "quiz.sessions", "1")
    async with worker(postgres_url, redis_url):
        timeline = await until(lambda: redis.get(streams.TIMELINE_PREFIX + "quiz.sessions"))
        at_first = await digests_of(redis, result["contest_id"])
    await redis.set(streams.TIMELINE_PREFIX + "quiz.sessions", "00000000")

    async with worker(postgres_url, redis_url):
        digests = await until(lambda: counted_of(redis, result))
        await until(lambda: marker(redis, "1"))

    assert (timeline, at_first) == ("00000001", [])
    assert digests[0]["sessions"] == 1
    assert await redis.get(streams.TIMELINE_PREFIX + "quiz.sessions") == timeline


async def test_i22_after_a_failover_of_the_database_contests_are_published_anew(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """What a listener made of an event may be lost, and the stream holds the event as read."""
    contest_id = await quiz.contest()
    async with worker(postgres_url, redis_url):
        before = len(await until(lambda: contests(redis, contest_id)))
        await until(lambda: redis.get(streams.TIMELINE_PREFIX + "quiz"))
    await redis.set(streams.TIMELINE_PREFIX + "quiz", "00000000")

    async def more() -> bool:
        return len(await contests(redis, contest_id)) > before

    async with worker(postgres_url, redis_url):
        await until(more)


async def test_i22_a_contest_that_has_lost_all_its_sessions_says_that_it_has_none(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    result = await finish_one(quiz)
    async with worker(postgres_url, redis_url):
        await until(lambda: digests_of(redis, result["contest_id"]))
        async with quiz.database.begin() as transaction:
            await transaction.execute(sa.text("DELETE FROM quiz.sessions WHERE id = :id"), {"id": result["id"]})
        await redis.delete("quiz.digests")
        await until(lambda: emptied(redis, result))


async def test_i22_a_bucket_of_which_everything_was_lost_is_compared_too(
    quiz: QuizSystem,
) -> None:
    """A machine was restored to the last moment of a bucket: the record knows of none since, and scoring does."""
    await finish_one(quiz)
    async with quiz.database.begin() as transaction:
        now = bucket_at(await contest_now(transaction))
        await transaction.execute(sa.text("DELETE FROM quiz.sessions"))

        assert now in await read_all_buckets(transaction)


async def emptied(redis: "Redis", result: dict[str, Any]) -> bool:
    """Whether the newest digest of the bucket that held the session says so; one from before may arrive first."""
    bucket = bucket_of(uuid.UUID(result["id"]))
    digests = [each for each in await digests_of(redis, result["contest_id"]) if each["bucket"] == bucket]
    return bool(digests) and digests[-1]["sessions"] == 0

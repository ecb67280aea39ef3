"""Finished sessions reach the stream once they are committed, and again when scoring lacks them."""

import asyncio
import json
import os
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from quiz_service.settings import Settings
from quiz_service.tables import idempotency_keys, watched_buckets
from quiz_service.worker import create_app as create_worker
from services.contracts.buckets import bucket_of
from services.kit import streams
from services.kit.outbox import StreamEntry, publish
from tests.quiz.quiz_system import SECRET, QuizSystem, quiz_system
from tests.support import tokens

PATIENCE_S = 10.0


@pytest.fixture
async def quiz(postgres_url: str, redis_url: str) -> AsyncIterator[QuizSystem]:
    async with quiz_system(postgres_url, redis_url) as system:
        yield system


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    async with streams.connect(redis_url) as client:
        await client.flushdb()
        yield client


def worker(postgres_url: str, redis_url: str, **settings: Any) -> Any:
    app = create_worker(
        Settings(database_url=postgres_url, redis_url=redis_url, secret=SECRET, **{"digest_every_s": 0.2} | settings)
    )
    return app.router.lifespan_context(app)


async def finish_one(quiz: QuizSystem) -> dict[str, Any]:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    right = await quiz.right_choices(session)
    result: dict[str, Any] = (await quiz.hand_in(session["id"], caller, {"1": right["1"]})).json()
    return result


async def test_a_finished_session_becomes_one_event_that_tells_everything(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """R2.3 I13: the attribution is that of the start, whole."""
    result = await finish_one(quiz)

    async with worker(postgres_url, redis_url):
        events = await until(lambda: sent(redis, "quiz.sessions", result["id"]))

    [event] = events
    assert event["type"] == "quiz.session_finished.v1"
    assert event["unit_path"] == ["CN", "370000", "371000", "371002"]
    assert (event["score"], event["max_score"], event["finish_reason"]) == (1, 5, "submitted")
    assert [mark["correct"] for mark in event["questions"]] == [True, False, False, False, False]


async def test_a_trace_goes_on_from_the_hand_in_into_the_stream(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """R5.6"""
    caller, trace = tokens.participant(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    session = (await quiz.start(await quiz.contest(), caller)).json()
    sent_with = tokens.headers(caller) | {"traceparent": trace}
    await quiz.client.post(f"/v1/sessions/{session['id']}/submission", json={}, headers=sent_with)

    async with worker(postgres_url, redis_url):
        await until(lambda: sent(redis, "quiz.sessions", session["id"]))

    entries: Any = await redis.xrange("quiz.sessions")
    assert [fields["traceparent"] for _, fields in entries if session["id"] in fields["event"]] == [trace]


async def test_events_carry_no_answer_key(quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str) -> None:
    """I7"""
    result = await finish_one(quiz)

    async with worker(postgres_url, redis_url):
        [event] = await until(lambda: sent(redis, "quiz.sessions", result["id"]))

    text = json.dumps(event, ensure_ascii=False)
    assert not [each for each in result["review"] if each["explanation"] in text or each["stem"] in text]
    assert not any(token in text for each in result["review"] for token in each["right_choice"])


async def test_a_session_scored_again_is_sent_again_with_its_revision_and_cause(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """R1.12"""
    result = await finish_one(quiz)
    rescored = """
    WITH changed AS (
        UPDATE quiz.sessions SET score = 2, revision = revision + 1, cause = 'w-1' WHERE id = :id
        RETURNING contest_day, id)
    INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent) SELECT contest_day, id, '' FROM changed
    """

    async with worker(postgres_url, redis_url):
        await until(lambda: sent(redis, "quiz.sessions", result["id"]))
        async with quiz.database.begin() as transaction:
            await transaction.execute(sa.text(rescored), {"id": result["id"]})
        [second] = await until(lambda: rescored_ones(redis, result["id"]))
        first, *_ = await sent(redis, "quiz.sessions", result["id"])

    assert (first["revision"], first["cause"], first["score"]) == (0, "", 1)
    assert (second["revision"], second["cause"], second["score"]) == (1, "w-1", 2)


async def test_a_lost_bucket_is_sent_again_on_request(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """I18"""
    result = await finish_one(quiz)
    async with worker(postgres_url, redis_url):
        await until(lambda: sent(redis, "quiz.sessions", result["id"]))
        await redis.flushdb()
        digests = await until(lambda: counted_of(redis, result))
        request = {
            "type": "scoring.resend_requested.v1",
            "event_id": result["id"],
            "contest_id": result["contest_id"],
            "bucket": digests[0]["bucket"],
        }
        await redis.xadd("scoring.requests", {"event": json.dumps(request)})

        again = await until(lambda: sent(redis, "quiz.sessions", result["id"]))

    assert len(again) == 1
    assert digests[0]["sessions"] == 1


async def test_i18_what_an_earlier_process_relayed_a_moment_ago_is_compared_by_the_next_one(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """The stream keeps its marker: it lost some entries only, as after a crash of Redis."""
    async with worker(postgres_url, redis_url):
        await until(lambda: marker(redis, "1"))
        result = await finish_one(quiz)
        await until(lambda: sent(redis, "quiz.sessions", result["id"]))
    await redis.delete("quiz.digests")

    async with worker(postgres_url, redis_url):
        [digest, *_] = await until(lambda: counted_of(redis, result))

    assert digest["sessions"] == 1


async def test_i18_a_process_that_died_over_the_comparison_after_a_loss_is_succeeded_by_the_next(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "SILENT_AFTER_S", 3)
    result = await finish_one(quiz)
    async with worker(postgres_url, redis_url):
        await until(lambda: sent(redis, "quiz.sessions", result["id"]))
    async with quiz.database.begin() as transaction:
        await transaction.execute(watched_buckets.delete())
    await redis.flushdb()
    async with worker(postgres_url, redis_url, digest_every_s=3600):
        await until(lambda: marker(redis))
    await redis.delete("quiz.digests")

    async with worker(postgres_url, redis_url):
        [digest, *_] = await until(lambda: counted_of(redis, result))
        await until(lambda: marker(redis, "1"))

    assert digest["sessions"] == 1


async def marker(redis: "Redis", value: str | None = None) -> bool:
    found = await redis.get(streams.MARKER_PREFIX + "quiz.sessions")
    return found is not None and value in {None, found}


async def test_contests_are_published_anew_when_their_stream_is_gone(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    contest_id = await quiz.contest()
    async with worker(postgres_url, redis_url):
        await until(lambda: contests(redis, contest_id))
        await redis.flushdb()

        again = await until(lambda: contests(redis, contest_id))

    assert again[0]["rules"]["time_limit_seconds"] == 150


async def test_what_commits_late_is_not_skipped(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """I17: the row with the lower number becomes visible after the higher one was relayed."""
    from quiz_service import tables  # noqa: PLC0415

    def event(name: str) -> list[StreamEntry]:
        return [StreamEntry("test.late", json.dumps({"id": name}))]

    async with worker(postgres_url, redis_url):
        async with quiz.database.begin() as late:
            await publish(late, tables.outbox, event("late"))
            async with quiz.database.begin() as early:
                await publish(early, tables.outbox, event("early"))
            await until(lambda: sent(redis, "test.late", "early"))
        arrived = await until(lambda: sent(redis, "test.late", "late"))

    assert len(arrived) == 1


async def test_a_valid_trace_goes_on_with_its_event_and_another_is_made_anew(
    quiz: QuizSystem, redis: "Redis", postgres_url: str, redis_url: str
) -> None:
    """W3C Trace Context §3.2; a client writes what it likes into the header."""
    from quiz_service import tables  # noqa: PLC0415

    valid = f"00-{'ab' * 16}-{'cd' * 8}-01"
    traces = [valid, "", "13800138000", f"00-{'0' * 32}-{'cd' * 8}-01"]

    async with worker(postgres_url, redis_url):
        async with quiz.database.begin() as transaction:
            await publish(transaction, tables.outbox, [StreamEntry("test.traces", "{}", trace) for trace in traces])
        await until(lambda: arrived(redis, "test.traces", len(traces)))
    carried = [fields["traceparent"] for _, fields in await redis.xrange("test.traces")]

    assert carried.count(valid) == 1
    assert all(re.fullmatch(r"00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-0[01]", trace) for trace in carried)
    assert len(set(carried)) == len(traces)


async def arrived(redis: "Redis", stream: str, count: int) -> bool:
    return bool(await redis.xlen(stream) == count)


async def test_with_redis_away_hand_ins_go_on_and_are_delivered_later(postgres_url: str, redis_url: str) -> None:
    """The ladder: the record does not need the transport."""
    unreachable = "redis://127.0.0.1:1/0"
    async with quiz_system(postgres_url, unreachable) as quiz, worker(postgres_url, unreachable):
        result = await finish_one(quiz)
        await asyncio.sleep(0.3)
        async with quiz.database.begin() as connection:
            waiting = sa.text("SELECT count(*) FROM quiz.finished_sessions WHERE session_id = :id")
            kept = (await connection.execute(waiting, {"id": result["id"]})).scalar_one()

    async with streams.connect(redis_url) as redis, worker(postgres_url, redis_url):
        delivered = await until(lambda: sent(redis, "quiz.sessions", result["id"]))

    assert kept == 1
    assert len(delivered) == 1


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """What `look` finds, once it finds something."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = await look()
            if found:
                return found
            await asyncio.sleep(0.02)


async def events_of(redis: "Redis", stream: str) -> list[dict[str, Any]]:
    return [json.loads(fields["event"]) for _, fields in await redis.xrange(stream)]


async def sent(redis: "Redis", stream: str, identity: str) -> list[dict[str, Any]]:
    events = await events_of(redis, stream)
    return [event for event in events if identity in (event.get("session_id"), event.get("id"))]


async def rescored_ones(redis: "Redis", identity: str) -> list[dict[str, Any]]:
    return [event for event in await sent(redis, "quiz.sessions", identity) if event["revision"]]


async def digests_of(redis: "Redis", contest_id: str) -> list[dict[str, Any]]:
    return [event for event in await events_of(redis, "quiz.digests") if event["contest_id"] == contest_id]


async def counted_of(redis: "Redis", result: dict[str, Any]) -> list[dict[str, Any]]:
    """The digests that count the session. Others are of buckets around, or of the time before it had settled."""
    bucket = bucket_of(uuid.UUID(result["id"]))
    digests = await digests_of(redis, result["contest_id"])
    return [each for each in digests if each["bucket"] == bucket and each["sessions"]]


async def contests(redis: "Redis", contest_id: str) -> list[dict[str, Any]]:
    return [event for event in await events_of(redis, "quiz.contests") if event["contest_id"] == contest_id]


async def test_answers_to_old_idempotency_keys_are_forgotten(
    quiz: QuizSystem, postgres_url: str, redis_url: str
) -> None:
    old, new = os.urandom(32), os.urandom(32)
    rows = [
        {"scope": scope, "request_digest": b"", "status": 200, "body": b"", "stored_at": sa.func.now() - age}
        for scope, age in ((old, timedelta(days=8)), (new, timedelta(days=6)))
    ]
    async with quiz.database.begin() as connection:
        for row in rows:
            await connection.execute(idempotency_keys.insert().values(row))

    async with worker(postgres_url, redis_url), asyncio.timeout(PATIENCE_S):
        while await kept(quiz, old):
            await asyncio.sleep(0.05)

    assert await kept(quiz, new)


async def kept(quiz: QuizSystem, scope: bytes) -> bool:
    async with quiz.database.begin() as connection:
        found = await connection.execute(sa.select(sa.exists().where(idempotency_keys.c.scope == scope)))
    return bool(found.scalar_one())

"""The deadline is the database's: nothing counts after it, and nobody has to come back for the hand-in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz_service.queries import hot_path
from quiz_service.queries.hot_path import HandIn, Save
from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from services.kit.database import Database
from tests.quiz.quiz_system import QuizSystem, quiz_system
from tests.support import tokens


@pytest.fixture
async def quiz(postgres_url: str, redis_url: str) -> AsyncIterator[QuizSystem]:
    async with quiz_system(postgres_url, redis_url) as system:
        yield system
        await system.turn_clock("0")


@pytest.fixture
async def hot(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url, application_name="worker", hot_connections=1)
    await database.open()
    yield database
    await database.close()


async def overdue(quiz: QuizSystem, **rules: Any) -> tuple[Any, dict[str, Any], dict[str, list[str]]]:
    """A participant who answered two questions rightly and went away for longer than the limit."""
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(rules=rules), caller)).json()
    right = await quiz.right_choices(session)
    for position in ("1", "2"):
        await quiz.save(session["id"], caller, int(position), right[position])
    await quiz.turn_clock("151 seconds")
    return caller, session, right


async def test_an_answer_after_the_deadline_is_refused(quiz: QuizSystem) -> None:
    """R1.3 I2"""
    caller, session, right = await overdue(quiz)

    reply = await quiz.save(session["id"], caller, 3, right["3"])

    assert (reply.status_code, reply.json()["code"]) == (409, "session-finished")
    result = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()
    assert result["score"] == 2
    assert result["review"][2]["saved"] is None


async def test_a_hand_in_after_the_deadline_returns_what_was_saved_in_time(quiz: QuizSystem) -> None:
    """R1.10"""
    caller, session, right = await overdue(quiz)

    reply = await quiz.hand_in(session["id"], caller, right)

    result = reply.json()
    assert reply.status_code == 200
    assert (result["score"], result["finish_reason"]) == (2, "deadline")
    assert result["finished_at"] == session["deadline_at"]


async def test_a_late_hand_in_with_an_unknown_option_settles_first(quiz: QuizSystem) -> None:
    caller, session, _ = await overdue(quiz)

    reply = await quiz.hand_in(session["id"], caller, {"1": ["made-up"]})

    assert reply.status_code == 200
    assert reply.json()["score"] == 2


async def test_looking_at_an_overdue_session_settles_it(quiz: QuizSystem) -> None:
    """R1.3 I3"""
    caller, session, _ = await overdue(quiz)

    result = (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()

    assert result["state"] == "finished"
    assert result["finished_at"] == session["deadline_at"]


async def test_the_sweep_hands_in_what_nobody_came_back_to_and_publishes_it_once(
    quiz: QuizSystem, hot: Database
) -> None:
    """R1.3 I3 I5"""
    caller, session, _ = await overdue(quiz)
    await quiz.turn_clock("153 seconds")

    await hand_in_overdue(hot, grace_s=2)
    await hand_in_overdue(hot, grace_s=2)

    row = await read_row(quiz, session["id"])
    assert (row.score, row.finish_reason, row.finished_at) == (2, "deadline", row.deadline_at)
    assert await count_published(quiz, session["id"]) == 1
    assert (await quiz.get(f"/v1/sessions/{session['id']}", caller)).json()["score"] == 2


async def test_the_sweep_leaves_two_seconds_for_answers_that_are_queued(quiz: QuizSystem, hot: Database) -> None:
    _, session, _ = await overdue(quiz)

    await hand_in_overdue(hot, grace_s=2)

    assert (await read_row(quiz, session["id"])).finished_at is None


async def test_the_sweep_goes_back_with_the_clock(quiz: QuizSystem, hot: Database) -> None:
    await quiz.turn_clock("20 days")
    await hand_in_overdue(hot, grace_s=2)
    await quiz.turn_clock("0")
    _, session, _ = await overdue(quiz)
    await quiz.turn_clock("160 seconds")

    await hand_in_overdue(hot, grace_s=2)

    assert (await read_row(quiz, session["id"])).finish_reason == "deadline"


async def test_a_request_is_judged_at_its_arrival_not_after_its_wait(quiz: QuizSystem, hot: Database) -> None:
    """I2: a queue of ours must not cost the participant the last second, nor give more than two."""
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()
    await quiz.turn_clock("151 seconds")
    save = Save(
        sa.Uuid().python_type(session["id"]),
        sa.Uuid().python_type(caller.subject),
        1,
        0,
        has_several=False,
        revision=None,
    )
    loop = asyncio.get_running_loop()

    [judged_now] = await hot_path.save(hot, [save], [loop.time()])
    [judged_at_arrival] = await hot_path.save(hot, [save], [loop.time() - 1.9])
    await quiz.turn_clock("153 seconds")
    [waited_too_long] = await hot_path.save(hot, [save], [loop.time() - 60])

    assert judged_now.deadline_at is None
    assert judged_at_arrival.deadline_at is not None
    assert waited_too_long.deadline_at is None


async def test_a_session_started_in_the_last_minute_keeps_its_full_time(quiz: QuizSystem) -> None:
    """R1.13"""
    closes_at = datetime.now(UTC) + timedelta(seconds=30)
    contest_id = await quiz.contest(closes_at=closes_at.isoformat())
    caller = tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock("100 seconds")

    late_start = await quiz.start(contest_id, tokens.participant())
    saved = await quiz.save(session["id"], caller, 1, [])

    assert (late_start.status_code, late_start.json()["code"]) == (409, "contest-not-open")
    assert saved.status_code == 200
    assert session["remaining_ms"] > 149_000


async def test_a_session_over_midnight_belongs_to_the_day_it_started(quiz: QuizSystem) -> None:
    """R1.13 R1.5"""
    contest_id = await quiz.contest()
    caller = tokens.participant()
    await quiz.turn_clock(_until_midnight(seconds_before=60))
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock(_until_midnight(seconds_before=-30))

    saved = await quiz.save(session["id"], caller, 1, [])
    next_day = await quiz.start(contest_id, caller)

    assert saved.status_code == 200
    assert next_day.status_code == 201
    assert next_day.json()["contest_day"] > session["contest_day"]
    assert next_day.json()["id"] != session["id"]


async def test_who_comes_back_after_midnight_is_told_what_runs(quiz: QuizSystem) -> None:
    """R1.4 R1.13: the new day is open, and the session of the old one still runs until its own deadline."""
    contest_id = await quiz.contest()
    caller = tokens.participant()
    await quiz.turn_clock(_until_midnight(seconds_before=14))
    session = (await quiz.start(contest_id, caller)).json()
    before = (await quiz.get(f"/v1/contests/{contest_id}/me", caller)).json()
    await quiz.turn_clock(_until_midnight(seconds_before=-4))

    after = (await quiz.get(f"/v1/contests/{contest_id}/me", caller)).json()
    await quiz.hand_in(session["id"], caller)
    done = (await quiz.get(f"/v1/contests/{contest_id}/me", caller)).json()

    running = {name: session[name] for name in ("contest_day", "deadline_at")} | {"session_id": session["id"]}
    assert (before["state"], _instants(before["running"])) == ("in_progress", _instants(running))
    assert (after["state"], _instants(after["running"])) == ("open", _instants(running))
    assert (done["state"], "running" in done) == ("open", False)


async def test_a_session_that_outlives_the_contest_is_named_by_me_and_by_a_refused_start(quiz: QuizSystem) -> None:
    """R1.13: the window closes at midnight of its last day."""
    offset = _until_midnight(seconds_before=14)
    midnight = datetime.now(UTC) + timedelta(seconds=float(offset.split()[0]) + 14)
    contest_id = await quiz.contest(closes_at=midnight.isoformat())
    caller = tokens.participant()
    await quiz.turn_clock(offset)
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock(_until_midnight(seconds_before=-4))

    me = (await quiz.get(f"/v1/contests/{contest_id}/me", caller)).json()
    start = await quiz.start(contest_id, caller)
    stranger = await quiz.start(contest_id, tokens.participant())

    assert (me["state"], me["running"]["session_id"]) == ("closed", session["id"])
    assert (start.status_code, start.json()["code"]) == (409, "contest-not-open")
    assert _instants(start.json()["running"]) == _instants(me["running"])
    assert "running" not in stranger.json()


async def test_who_is_done_today_is_told_of_which_result(quiz: QuizSystem) -> None:
    """R1.5"""
    contest_id = await quiz.contest()
    caller = tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.hand_in(session["id"], caller, await quiz.right_choices(session))

    me = (await quiz.get(f"/v1/contests/{contest_id}/me", caller)).json()

    told = {name: me[name] for name in ("state", "session_id", "entry", "score", "max_score")}
    assert told == {"state": "done", "session_id": session["id"], "entry": "region", "score": 5, "max_score": 5}


def _instants(running: dict[str, str]) -> dict[str, object]:
    return running | {"deadline_at": datetime.fromisoformat(running["deadline_at"]).replace(microsecond=0)}


async def test_the_clock_may_jump_a_month_between_two_starts(quiz: QuizSystem) -> None:
    contest_id = await quiz.contest(closes_at=(datetime.now(UTC) + timedelta(days=60)).isoformat())
    caller = tokens.participant()
    first = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock("30 days")

    second = await quiz.start(contest_id, caller)
    await quiz.turn_clock("0")
    back = await quiz.start(contest_id, tokens.participant())

    assert second.status_code == 201
    assert second.json()["contest_day"] > first["contest_day"]
    assert back.json()["contest_day"] == first["contest_day"]


async def test_a_batch_with_a_hand_in_and_its_repeat_gives_one_result(quiz: QuizSystem) -> None:
    caller = tokens.participant()
    session = (await quiz.start(await quiz.contest(), caller)).json()

    replies = await asyncio.gather(*[quiz.hand_in(session["id"], caller) for _ in range(10)])

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json()["finished_at"] for reply in replies}) == 1
    assert await count_published(quiz, session["id"]) == 1


async def test_a_hand_in_of_another_participant_touches_nothing(quiz: QuizSystem, hot: Database) -> None:
    session = (await quiz.start(await quiz.contest(), tokens.participant())).json()
    uuid_of = sa.Uuid().python_type
    stranger = HandIn(uuid_of(session["id"]), uuid_of(tokens.participant().subject), (), 0, "")

    [(_, finished)] = await hot_path.hand_in(hot, [stranger], [asyncio.get_running_loop().time()])

    assert finished is None
    assert (await read_row(quiz, session["id"])).finished_at is None


def _until_midnight(seconds_before: int) -> str:
    zone = timedelta(hours=8)
    now = datetime.now(UTC) + zone
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    return f"{(midnight - now).total_seconds() - seconds_before} seconds"


async def read_row(quiz: QuizSystem, session_id: str) -> Any:
    async with quiz.database.begin() as connection:
        rows = await connection.execute(sa.text("SELECT * FROM quiz.sessions WHERE id = :id"), {"id": session_id})
        return rows.one()


async def count_published(quiz: QuizSystem, session_id: str) -> int:
    async with quiz.database.begin() as connection:
        count = sa.text("SELECT count(*) FROM quiz.finished_sessions WHERE session_id = :id")
        return int((await connection.execute(count, {"id": session_id})).scalar_one())

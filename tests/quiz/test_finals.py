"""An administrator declares the results of a contest final (R2.10)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from quiz_service.queries.verification import bucket_digests
from services.chassis.tokens import Caller
from services.contracts.events import ContestChanged
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

NATION = tokens.organiser("administrator", "CN")


@pytest.fixture(autouse=True)
async def clock(quiz: QuizSystem) -> AsyncIterator[None]:
    yield
    await quiz.turn_clock("0")


async def finalise(quiz: QuizSystem, contest_id: str, caller: Caller = NATION) -> httpx.Response:
    return await quiz.client.post(f"/v1/contests/{contest_id}/finalisation", headers=tokens.headers(caller))


async def played(quiz: QuizSystem, people: int) -> str:
    """A contest with so many finished sessions that ends in ten days."""
    contest_id = await quiz.contest()
    for _ in range(people):
        caller = tokens.participant()
        session = (await quiz.start(contest_id, caller)).json()
        await quiz.hand_in(session["id"], caller, await quiz.right_choices(session))
    return contest_id


async def announced(quiz: QuizSystem, contest_id: str) -> ContestChanged:
    newest = "SELECT CAST(event AS text) FROM quiz.outbox WHERE event->>'contest_id' = :id ORDER BY id DESC LIMIT 1"
    async with quiz.database.begin() as connection:
        text = (await connection.execute(sa.text(newest), {"id": contest_id})).scalar_one()
    return msgspec.json.decode(text, type=ContestChanged)


async def test_r2_10_after_the_end_results_become_final_and_say_of_how_many_sessions(quiz: QuizSystem) -> None:
    contest_id = await played(quiz, 3)
    await quiz.turn_clock("11 days")

    reply = await finalise(quiz, contest_id)
    event = await announced(quiz, contest_id)
    async with quiz.database.begin() as connection:
        buckets = await bucket_digests(connection, contest_id)

    assert (reply.status_code, reply.json()["sessions"]) == (200, 3)
    assert event.final is not None
    assert (event.version, event.final.sessions) == (2, 3)
    digest = 0
    for _, of_bucket in buckets.values():
        digest ^= of_bucket
    assert event.final.digest == digest


async def test_a_repeat_gets_the_same_answer_and_tells_nobody_again(quiz: QuizSystem) -> None:
    contest_id = await played(quiz, 1)
    await quiz.turn_clock("11 days")
    first = await finalise(quiz, contest_id)
    event = await announced(quiz, contest_id)

    await quiz.turn_clock("12 days")
    again = await finalise(quiz, contest_id)

    assert (again.status_code, again.content) == (200, first.content)
    assert (await announced(quiz, contest_id)).event_id == event.event_id


async def test_before_the_end_it_is_refused(quiz: QuizSystem) -> None:
    reply = await finalise(quiz, await quiz.contest())

    assert (reply.status_code, reply.json()["code"]) == (409, "contest-not-over")
    assert "closes_at" in reply.json()


async def test_while_a_session_is_unsettled_it_is_refused(quiz: QuizSystem) -> None:
    contest_id, caller = await played(quiz, 1), tokens.participant()
    session = (await quiz.start(contest_id, caller)).json()
    await quiz.turn_clock("11 days")

    refused = await finalise(quiz, contest_id)
    await quiz.get(f"/v1/sessions/{session['id']}", caller)
    settled = await finalise(quiz, contest_id)

    assert (refused.status_code, refused.json()["code"]) == (409, "sessions-unsettled")
    assert (settled.status_code, settled.json()["sessions"]) == (200, 2)


async def test_a_start_that_waited_at_the_end_may_still_come(quiz: QuizSystem) -> None:
    closes_at = datetime.now(UTC) - timedelta(seconds=0.5)
    contest_id = await quiz.contest(closes_at=closes_at.isoformat())

    assert (await finalise(quiz, contest_id)).json()["code"] == "contest-not-over"


async def test_a_final_contest_does_not_change(quiz: QuizSystem) -> None:
    contest_id = await played(quiz, 1)
    await quiz.turn_clock("11 days")
    await finalise(quiz, contest_id)

    later = contest_body(id=contest_id, closes_at=(datetime.now(UTC) + timedelta(days=30)).isoformat())
    changed = await quiz.client.put(f"/v1/contests/{contest_id}", json=later, headers=tokens.headers(NATION))
    read = await quiz.client.get(f"/v1/contests/{contest_id}")

    assert (changed.status_code, changed.json()["code"]) == (409, "contest-is-final")
    assert set(read.json()) == {*contest_body(), "owner_unit", "contacts", "guide", "state", "server_time"}
    assert read.json()["state"] == "final"


@pytest.mark.parametrize(
    ("caller", "status"),
    [(tokens.organiser("organiser", "CN"), 403), (tokens.organiser("administrator", "370000"), 403)],
)
async def test_only_administrators_of_its_owner_may(quiz: QuizSystem, caller: Caller, status: int) -> None:
    """I15"""
    assert (await finalise(quiz, "safety-month-2026", caller)).status_code == status


async def test_what_is_done_and_what_is_refused_is_on_record(quiz: QuizSystem) -> None:
    """I15"""
    contest_id = await quiz.contest()
    await finalise(quiz, contest_id)
    await quiz.turn_clock("11 days")
    await finalise(quiz, contest_id)

    query = "SELECT outcome FROM quiz.audit WHERE act = 'contest.finalise' ORDER BY number DESC LIMIT 2"
    async with quiz.database.begin() as connection:
        outcomes = (await connection.execute(sa.text(query))).scalars().all()

    assert outcomes == ["done", "contest-not-over"]


async def test_an_unknown_contest_is_404(quiz: QuizSystem) -> None:
    assert (await finalise(quiz, "unknown")).status_code == 404
    assert (await finalise(quiz, "a%00b")).status_code == 404

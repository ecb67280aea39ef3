"""A rehearsal before the opening: a rule of the contest, which counts for nothing and gives no key away (R6.10, I7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from services.chassis.tokens import Caller
from tests.quiz.past import question, write_bank
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

OPENS_IN, CLOSES_IN = timedelta(days=3), timedelta(days=20)


async def _upcoming(quiz: QuizSystem, bank: str, rehearsal: str, days: int = 7, **changes: Any) -> str:
    now = datetime.now(UTC)
    when = {"opens_at": (now + OPENS_IN).isoformat(), "closes_at": (now + CLOSES_IN).isoformat()}
    rules = {"rehearsal": {"days": days, "bank_id": rehearsal}}
    return await quiz.contest(bank_id=bank, rules=rules, **when | changes)


async def _rehearse(quiz: QuizSystem, contest: str, caller: Caller) -> httpx.Response:
    return await quiz.client.post(f"/v1/contests/{contest}/rehearsal", headers=tokens.headers(caller))


async def test_r6_10_people_rehearse_before_the_opening_and_nothing_of_it_is_kept(quiz: QuizSystem) -> None:
    asked, extra = [question(number) for number in range(8)], [question(number) for number in range(20, 28)]
    bank, rehearsal = await write_bank(quiz, asked), await write_bank(quiz, [*extra, *asked[:4]])
    contest, caller = await _upcoming(quiz, bank, rehearsal), tokens.participant()

    replies = [(await _rehearse(quiz, contest, caller)).json() for _ in range(12)]

    stems = {each["stem"] for reply in replies for each in reply["items"]}
    assert {len(reply["items"]) for reply in replies} == {5}
    assert stems <= {each["stem"] for each in extra}
    assert len(stems) > 5
    assert all(sum(option["right"] for option in each["options"]) == 1 for each in replies[0]["items"])
    assert (replies[0]["time_limit_seconds"], replies[0]["points_per_question"]) == (150, 1)
    assert (await quiz.get("/v1/me/sessions", caller)).json()["items"] == []
    async with quiz.database.begin() as connection:
        played = sa.text("SELECT count(*) FROM quiz.sessions WHERE participant_id = :id")
        assert (await connection.execute(played, {"id": caller.subject_id})).scalar_one() == 0
    shown = (await quiz.client.get(f"/v1/contests/{contest}")).json()
    assert shown["rules"]["rehearsal"] == {"days": 7, "bank_id": rehearsal}


async def test_a_rehearsal_begins_so_many_days_before_and_ends_with_the_opening(quiz: QuizSystem) -> None:
    bank = await write_bank(quiz, [question(number) for number in range(8)])
    rehearsal = await write_bank(quiz, [question(number) for number in range(8)])
    caller, opened = tokens.participant(), (datetime.now(UTC) - timedelta(days=1)).isoformat()
    early = await _upcoming(quiz, bank, rehearsal, days=2)
    late = await _upcoming(quiz, bank, rehearsal, opens_at=opened)
    without = await quiz.contest()

    for contest in (early, late, without):
        refused = await _rehearse(quiz, contest, caller)
        assert (refused.status_code, refused.json()["code"]) == (409, "not-rehearsed")
        assert "opens_at" in refused.json()
    assert (await quiz.client.post(f"/v1/contests/{early}/rehearsal")).status_code == 401


async def test_no_key_is_told_that_any_contest_may_still_ask(quiz: QuizSystem) -> None:
    """I7: a running session, a day that is not over, or a contest that has closed a moment ago."""
    bank = await write_bank(quiz, [question(number) for number in range(8)])
    rehearsal = await write_bank(quiz, [question(number) for number in range(8)])
    contest, caller = await _upcoming(quiz, bank, rehearsal), tokens.participant()
    before = (await _rehearse(quiz, contest, caller)).json()["items"]
    now = datetime.now(UTC)
    await quiz.contest(bank_id=rehearsal, closes_at=(now + timedelta(seconds=1)).isoformat())

    during = (await _rehearse(quiz, contest, caller)).json()["items"]
    await quiz.turn_clock("1 minute")
    try:
        closed_just_now = (await _rehearse(quiz, contest, caller)).json()["items"]
        await quiz.turn_clock("26 hours")
        over = (await _rehearse(quiz, contest, caller)).json()["items"]
    finally:
        await quiz.turn_clock("0")

    assert [len(each) for each in (before, during, closed_just_now, over)] == [5, 0, 0, 5]


async def test_a_rehearsal_has_questions_that_its_contest_never_asks(quiz: QuizSystem) -> None:
    bank = await write_bank(quiz, [question(number) for number in range(8)])

    for rehearsal in (bank, "no-such-bank"):
        body = contest_body(bank_id=bank, rules={"rehearsal": {"days": 7, "bank_id": rehearsal}})
        reply = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))
        error = reply.json()["errors"][0]
        assert (reply.status_code, error["pointer"], error["code"]) == (
            422,
            "/rules/rehearsal/bank_id",
            "bank-too-small",
        )

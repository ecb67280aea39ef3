"""Keys that are shown when the contest day has ended (R1.12, I7): nothing reveals one of a day that still runs."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.chassis.tokens import Caller
from tests.quiz.past import play, question, write_bank
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_deadline import _until_midnight
from tests.support import tokens

SECRETS = ("correct", "right_choice", "explanation", "source")
AFTER_DAY = {"reveal": "after_day", "sessions_per_day": 2}


@pytest.fixture(autouse=True)
async def noon(quiz: QuizSystem) -> AsyncIterator[None]:
    await quiz.turn_clock(_until_midnight(seconds_before=600))
    yield
    await quiz.turn_clock("0")


async def book(quiz: QuizSystem, caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await quiz.get("/v1/me/wrong-questions", caller)).json()["items"]
    return found


async def test_until_the_day_has_ended_a_result_has_a_score_and_no_key(quiz: QuizSystem) -> None:
    """I7: canaries over every byte of what the participant can ask for."""
    rows = [question(number) for number in range(10)]
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows), rules=AFTER_DAY)
    caller = tokens.participant()

    result = await play(quiz, contest_id, caller, wrong=[row["stem"] for row in rows])
    again = await quiz.get(f"/v1/sessions/{result['id']}", caller)
    wrong = await quiz.get("/v1/me/wrong-questions", caller)
    practice = await quiz.client.post(f"/v1/contests/{contest_id}/practice", json={}, headers=tokens.headers(caller))
    history = await quiz.get("/v1/me/sessions", caller)

    assert (result["score"], result["max_score"]) == (0, 5)
    assert result["reveal_at"].endswith("T00:00:00.000+08:00")
    assert not any(name in each for each in result["review"] for name in SECRETS)
    assert all(each["saved"] for each in result["review"])
    assert wrong.json()["items"] == practice.json()["items"] == []
    told = b"".join(reply.content for reply in (again, wrong, practice, history)).decode()
    assert not re.search("canary|" + "|".join(row["source"] for row in rows), told)


async def test_when_the_day_has_ended_everything_is_shown(quiz: QuizSystem) -> None:
    """R1.11"""
    rows = [question(number) for number in range(10)]
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows), rules=AFTER_DAY)
    caller = tokens.participant()
    result = await play(quiz, contest_id, caller, wrong=[row["stem"] for row in rows])
    await quiz.turn_clock(_until_midnight(seconds_before=-1))

    shown = (await quiz.get(f"/v1/sessions/{result['id']}", caller)).json()
    practice = await quiz.client.post(f"/v1/contests/{contest_id}/practice", json={}, headers=tokens.headers(caller))

    assert shown["reveal_at"] is None
    assert all(set(SECRETS) <= set(each) for each in shown["review"])
    assert len(await book(quiz, caller)) == 5
    assert len(practice.json()["items"]) == 5


async def test_a_question_of_a_closed_day_is_closed_in_every_contest(quiz: QuizSystem) -> None:
    """I7: the same question, missed elsewhere before, leaves the book until the day has ended."""
    bank = await write_bank(quiz, [question(number) for number in range(5)])
    open_contest, closed_contest = await quiz.contest(bank_id=bank), await quiz.contest(bank_id=bank, rules=AFTER_DAY)
    caller = tokens.participant()
    await play(quiz, open_contest, caller, left_out=())
    stems = [each["stem"] for each in (await play(quiz, closed_contest, caller))["review"]]

    practice = await quiz.client.post(f"/v1/contests/{open_contest}/practice", json={}, headers=tokens.headers(caller))

    assert len(stems) == 5
    assert practice.json()["items"] == []


async def test_a_contest_that_reveals_at_hand_in_says_that_all_is_shown(quiz: QuizSystem) -> None:
    result = await play(quiz, await quiz.contest(), tokens.participant())

    assert result["reveal_at"] is None
    assert all(set(SECRETS) <= set(each) for each in result["review"])


async def test_a_question_is_crossed_out_of_the_book_until_it_is_missed_again(quiz: QuizSystem) -> None:
    """R1.11"""
    rows = [question(number) for number in range(5)]
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, rows), rules={"sessions_per_day": 2})
    caller, stems = tokens.participant(), [row["stem"] for row in rows]
    await play(quiz, contest_id, caller, wrong=stems)

    path = "/v1/me/wrong-questions/q-1"
    replies = [await quiz.client.delete(path, headers=tokens.headers(caller)) for _ in range(2)]
    strange = await quiz.client.delete("/v1/me/wrong-questions/q-99", headers=tokens.headers(caller))
    other = await quiz.client.delete(path, headers=tokens.headers(tokens.participant()))
    left = [each["question_id"] for each in await book(quiz, caller)]
    await play(quiz, contest_id, caller, wrong=stems)
    back = [each["question_id"] for each in await book(quiz, caller)]

    assert [reply.status_code for reply in (*replies, strange, other)] == [204, 204, 404, 404]
    assert sorted(left) == ["q-0", "q-2", "q-3", "q-4"]
    assert sorted(back) == [f"q-{number}" for number in range(5)]

"""After enough answers, how hard a question was found takes the place of what its author thought (R1.2, R1.12)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quiz_service.domain.statistics import ENOUGH, Tally, statistics_of
from quiz_service.queries import statistics
from quiz_service.queries.catalogue import lock_contest, read_questions
from tests.quiz.editors import Desk, published_desk
from tests.quiz.past import question, write_bank
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

HARD = [f"q-{number}" for number in range(15)]
EASY = [f"q-{number}" for number in range(15, 30)]
RULES = {"blueprint": {"kinds": {"single_choice": 5}, "difficulty_sum": [15, 15]}}


@pytest.fixture
async def bank(quiz: QuizSystem) -> str:
    """Thirty questions that their author takes for easy."""
    return await write_bank(quiz, [question(number) for number in range(30)])


async def answer(quiz: QuizSystem, bank: str, right: Mapping[str, int], sessions: int = ENOUGH) -> None:
    """So many sessions with each of these questions, of which so many were answered right."""
    async with quiz.database.begin() as transaction:
        revisions = {each.id: each.revision for each in await read_questions(transaction, bank)}
        tallies = {(revisions[name], 5): Tally(sessions=sessions, right=count) for name, count in right.items()}
        await statistics.add(transaction, tallies)


async def measured(quiz: QuizSystem, contest_id: str) -> Mapping[str, int]:
    async with quiz.database.begin() as transaction:
        contest = await lock_contest(transaction, contest_id)
    assert contest is not None
    return contest.measured


def window() -> dict[str, str]:
    now = datetime.now(UTC)
    return {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=2)).isoformat()}


@pytest.mark.parametrize(
    ("right", "sessions", "level"),
    [(160, 200, 1), (159, 200, 2), (100, 200, 2), (99, 200, 3), (0, 200, 3), (0, 199, None), (0, 0, None)],
)
def test_the_share_of_right_answers_is_a_difficulty_once_there_are_enough(
    right: int, sessions: int, level: int | None
) -> None:
    assert statistics_of({5: Tally(sessions=sessions, right=right)}).measured == level


async def test_papers_are_made_by_what_answers_say_and_not_by_the_author(quiz: QuizSystem, bank: str) -> None:
    """R1.2: by the author's labels no five questions are so hard."""
    body = contest_body(bank_id=bank, rules=RULES, **window())
    headers = tokens.headers(tokens.organiser())
    refused = await quiz.client.post("/v1/contests", json=body, headers=headers)
    await answer(quiz, bank, dict.fromkeys(HARD, 60))
    await answer(quiz, bank, dict.fromkeys(EASY, 180))

    contest_id = await quiz.contest(bank_id=bank, rules=RULES, **window())

    async with quiz.database.begin() as transaction:
        stems = {each.stem: each.id for each in await read_questions(transaction, bank)}
    session = (await quiz.start(contest_id, tokens.participant())).json()
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/rules/blueprint"
    assert {stems[each["stem"]] for each in session["questions"]} <= set(HARD)


async def test_answers_of_a_running_contest_do_not_change_its_papers(quiz: QuizSystem, bank: str) -> None:
    """I14: rings are walked without history."""
    await answer(quiz, bank, dict.fromkeys(HARD, 60))
    contest_id = await quiz.contest(bank_id=bank, rules=RULES, **window())
    before = await measured(quiz, contest_id)
    await answer(quiz, bank, dict.fromkeys(HARD, 20_000), 20_000)
    body = (await quiz.client.get(f"/v1/contests/{contest_id}", headers=tokens.headers(tokens.organiser()))).json()

    renamed = await change(quiz, body, title="新的名称")
    after = await measured(quiz, contest_id)
    moved = await change(quiz, body, rules={**body["rules"], "blueprint": {"kinds": {"single_choice": 5}}})

    assert before == after == dict.fromkeys(HARD, 3)
    assert (renamed, moved) == (200, 200)
    assert await measured(quiz, contest_id) == {}


async def test_a_contest_whose_blueprint_asks_for_no_difficulty_keeps_none(quiz: QuizSystem, bank: str) -> None:
    await answer(quiz, bank, dict.fromkeys(HARD, 60))

    assert await measured(quiz, await quiz.contest(bank_id=bank, **window())) == {}


async def test_editors_read_the_measured_difficulty_beside_the_share(quiz: QuizSystem) -> None:
    """R1.12"""
    desk: Desk = await published_desk(quiz, 2)
    await answer(quiz, desk.bank, {"q-0": 90})
    found = [(await desk.look(f"q-{number}/statistics")).json()["versions"][0] for number in (0, 1)]

    assert [(each["difficulty"], each["measured_difficulty"]) for each in found] == [(0.45, 3), (None, None)]


async def change(quiz: QuizSystem, contest: dict[str, Any], **changes: Any) -> int:
    sent = {name: value for name, value in {**contest, **changes}.items() if name in contest_body()}
    reply = await quiz.client.put(
        f"/v1/contests/{contest['id']}", json=sent, headers=tokens.headers(tokens.organiser())
    )
    return reply.status_code

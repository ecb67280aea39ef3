"""Builders of a participant's past: banks of a few questions, and sessions that were handed in."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from quiz_service.domain.authoring import OPERATOR
from quiz_service.domain.bank_file import numbered
from quiz_service.use_cases.bank.import_questions import import_questions
from services.chassis.tokens import Caller
from tests.quiz.quiz_system import QuizSystem


def question(number: int, **changes: Any) -> dict[str, Any]:
    """A row of a bank; its explanation is a canary that stands nowhere else."""
    row = {
        "id": f"q-{number}",
        "category": "rescue_drills" if number % 2 else "escape_evacuation",
        "kind": "single_choice",
        "difficulty": 1,
        "stem": f"第 {number} 题 {uuid.uuid4().hex}",
        "options": {"A": f"甲 {number}", "B": f"乙 {number}", "C": f"丙 {number}"},
        "answer": "B",
        "explanation": f"canary-{uuid.uuid4().hex}",
        "source": f"《依据 {number}》",
    }
    return {**row, **changes}


async def write_bank(quiz: QuizSystem, rows: Sequence[dict[str, Any]], bank_id: str | None = None) -> str:
    """A bank of its own, or new versions of the rows of an old one."""
    bank_id = bank_id or f"bank-{uuid.uuid4().hex[:12]}"
    async with quiz.database.begin() as transaction:
        await import_questions(transaction, bank_id, "测试题库", numbered(rows), OPERATOR)
    await quiz.app.state.process.engine.catalogue.refresh()
    return bank_id


async def play(
    quiz: QuizSystem,
    contest_id: str,
    caller: Caller,
    *,
    wrong: Collection[str] = (),
    left_out: Collection[str] = (),
) -> dict[str, Any]:
    """A whole session, right but for the questions whose stems are named: those get the first wrong option or none."""
    session = (await quiz.start(contest_id, caller)).json()
    right = await quiz.right_choices(session)
    answers = {}
    for each in session["questions"]:
        position = str(each["position"])
        tokens = right[position]
        if each["stem"] in wrong:
            tokens = [next(option["token"] for option in each["options"] if option["token"] not in tokens)]
        if each["stem"] not in left_out:
            answers[position] = tokens
    result: dict[str, Any] = (await quiz.hand_in(session["id"], caller, answers)).json()
    assert result["state"] == "finished"
    return result

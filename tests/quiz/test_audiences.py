"""Questions for officials are asked in contests for officials alone (R1.2, R1.12)."""

from typing import Any

from services.chassis.tokens import Caller
from tests.quiz.past import question, write_bank
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

PUBLIC = [question(number) for number in range(30)]
OFFICIAL = [question(number, audience="official") for number in range(30, 60)]
FOR_OFFICIALS = {"rules": {"audience": "official"}}


async def stems_of(quiz: QuizSystem, contest_id: str, people: int = 12) -> set[str]:
    sessions = [(await quiz.start(contest_id, tokens.participant())).json() for _ in range(people)]
    return {each["stem"] for session in sessions for each in session["questions"]}


async def cards_of(quiz: QuizSystem, contest_id: str, caller: Caller) -> set[str]:
    items = (await quiz.get(f"/v1/contests/{contest_id}/cards", caller)).json()["items"]
    return {each["text"] for each in items}


async def test_a_contest_for_officials_draws_their_questions_beside_the_others(quiz: QuizSystem) -> None:
    bank = await write_bank(quiz, [*PUBLIC, *OFFICIAL])
    public, officials = await quiz.contest(bank_id=bank), await quiz.contest(bank_id=bank, **FOR_OFFICIALS)

    drawn = await stems_of(quiz, public), await stems_of(quiz, officials)

    ours, theirs = {str(row["stem"]) for row in PUBLIC}, {str(row["stem"]) for row in OFFICIAL}
    assert drawn[0] <= ours
    assert drawn[1] & ours
    assert drawn[1] & theirs


async def test_cards_of_the_public_show_nothing_that_is_for_officials(quiz: QuizSystem) -> None:
    """R6.10"""
    bank = await write_bank(quiz, [*PUBLIC, *OFFICIAL])
    public, officials = await quiz.contest(bank_id=bank), await quiz.contest(bank_id=bank, **FOR_OFFICIALS)
    told = {str(row["explanation"]) for row in OFFICIAL}

    shown = await cards_of(quiz, public, tokens.participant()), await cards_of(quiz, officials, tokens.participant())

    assert shown[0]
    assert shown[0].isdisjoint(told)
    assert shown[1] & told


async def test_a_contest_counts_the_questions_that_it_may_draw(quiz: QuizSystem) -> None:
    """R1.8: three are too few for the public, and six enough for officials."""
    bank = await write_bank(quiz, [*PUBLIC[:3], *OFFICIAL[:3]])
    organiser = tokens.headers(tokens.organiser())

    async def write(**rules: Any) -> Any:
        body = contest_body(bank_id=bank, rules=rules)
        return await quiz.client.post("/v1/contests", json=body, headers=organiser)

    replies = [await write(), await write(audience="official"), await write(audience="nobody")]

    assert [reply.status_code for reply in replies] == [422, 201, 422]
    assert [each["code"] for each in replies[0].json()["errors"]] == ["bank-too-small"]
    assert replies[1].json()["rules"]["audience"] == "official"


async def test_a_contest_for_everybody_says_nothing_of_its_audience(quiz: QuizSystem) -> None:
    contest = (await quiz.client.get(f"/v1/contests/{await quiz.contest(rules={'audience': 'public'})}")).json()

    assert "audience" not in contest["rules"]

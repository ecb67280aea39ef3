"""Papers by a blueprint and by pools of single days (R1.2, R1.8, I14)."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from quiz_service.domain.question import Kind
from quiz_service.domain.ring import BankSeat
from quiz_service.domain.rules import Blueprint
from quiz_service.domain.strata import pool_of, strata_of
from tests.quiz.past import question, write_bank
from tests.quiz.quiz_system import QuizSystem, contest_body
from tests.support import tokens

KINDS = {"single_choice": 3, "multiple_choice": 1, "true_false": 1}
TRUE_FALSE = {"options": {"A": "正确", "B": "错误"}, "answer": "A"}


def row(number: int) -> dict[str, object]:
    kind = ["single_choice", "single_choice", "single_choice", "multiple_choice", "true_false"][number % 5]
    more = {"multiple_choice": {"answer": "AB"}, "true_false": TRUE_FALSE}.get(kind, {})
    return question(number, kind=kind, difficulty=1 + number // 5 % 3, **more)


@pytest.mark.parametrize("pools", ["whole_bank", "by_day"])
async def test_every_paper_keeps_the_blueprint_and_none_repeats_over_the_days(quiz: QuizSystem, pools: str) -> None:
    """R1.2 R1.8: kinds and the sum of difficulties, for days in a row, of two people."""
    rows = {str(each["stem"]): each for each in map(row, range(90))}
    now = datetime.now(UTC)
    window = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=3)).isoformat()}
    rules = {"pools": pools, "blueprint": {"kinds": KINDS, "difficulty_sum": [8, 12]}}
    contest_id = await quiz.contest(bank_id=await write_bank(quiz, list(rows.values())), rules=rules, **window)
    callers = [tokens.participant(), tokens.participant()]
    met: list[list[str]] = [[], []]
    try:
        for day in range(3):
            await quiz.turn_clock(f"{day} days 1 second")
            await quiz.app.state.process.engine.catalogue.refresh()
            for caller, stems in zip(callers, met, strict=True):
                session = (await quiz.start(contest_id, caller)).json()
                assert Counter(each["kind"] for each in session["questions"]) == KINDS
                drawn = [each["stem"] for each in session["questions"]]
                assert 8 <= sum(int(str(rows[each]["difficulty"])) for each in drawn) <= 12
                stems.extend(drawn)
    finally:
        await quiz.turn_clock("0")

    assert [len(set(stems)) for stems in met] == [15, 15]


async def test_an_item_of_a_day_pool_serves_no_other_day(quiz: QuizSystem) -> None:
    """R1.8: what is shared on one day is of no use on the next."""
    now = datetime.now(UTC)
    window = {"opens_at": now.isoformat(), "closes_at": (now + timedelta(days=1)).isoformat()}
    bank = await write_bank(quiz, [question(number) for number in range(20)])
    contest_id = await quiz.contest(bank_id=bank, rules={"pools": "by_day"}, **window)
    by_day: list[set[str]] = []
    try:
        for day in range(2):
            await quiz.turn_clock(f"{day * 23} hours 59 minutes" if day else "1 second")
            await quiz.app.state.process.engine.catalogue.refresh()
            starts = [(await quiz.start(contest_id, tokens.participant())).json() for _ in range(15)]
            by_day.append({each["stem"] for start in starts for each in start["questions"]})
            assert len({start["contest_day"] for start in starts}) == 1
    finally:
        await quiz.turn_clock("0")

    assert by_day[0].isdisjoint(by_day[1])
    assert all(len(stems) > 5 for stems in by_day)


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ({"pools": "by_day"}, "/rules/pools"),
        ({"blueprint": {"kinds": {"true_false": 5}}}, "/rules/blueprint"),
        ({"blueprint": {"kinds": {"single_choice": 5}, "difficulty_sum": [14, 15]}}, "/rules/blueprint"),
    ],
)
async def test_a_bank_that_does_not_fit_is_named_when_the_contest_is_written(
    quiz: QuizSystem, rules: dict[str, object], pointer: str
) -> None:
    """R1.8: of ten questions nobody fills a dozen days."""
    body = contest_body(bank_id=await write_bank(quiz, [question(number) for number in range(10)]), rules=rules)

    reply = await quiz.client.post("/v1/contests", json=body, headers=tokens.headers(tokens.organiser()))

    assert (reply.status_code, [each["pointer"] for each in reply.json()["errors"]]) == (422, [pointer])
    assert reply.json()["errors"][0]["code"] == "bank-too-small"


def test_the_pools_of_all_days_are_the_bank_and_differ_by_one_at_most() -> None:
    """I14"""
    now = datetime.now(UTC)
    seats = [BankSeat(f"c{number % 6}", f"q{number}", now) for number in range(342)]
    key = uuid.uuid4().bytes * 2

    pools = [pool_of(seats, key, 30, day) for day in range(30)]

    assert sorted(seat.question_id for pool in pools for seat in pool) == sorted(seat.question_id for seat in seats)
    assert {len(pool) for pool in pools} <= {11, 12}


def test_difficulties_that_no_paper_of_the_bank_has_are_refused() -> None:
    blueprint = Blueprint({Kind.SINGLE_CHOICE: 2}, (6, 6))

    assert strata_of(blueprint, 2, {(Kind.SINGLE_CHOICE, 1): 9, (Kind.SINGLE_CHOICE, 3): 1}) is None
    assert strata_of(blueprint, 2, {(Kind.SINGLE_CHOICE, 3): 2}) is not None

"""The shipped bank stands for 30 days of pools of 24 (R1.2, R1.7, R1.8)."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from quiz_service.domain.drawable import Enemies, enemies_of
from quiz_service.domain.meaning import Meaning, kin_of
from quiz_service.domain.paper import Paper, Source
from quiz_service.domain.question import Kind, Question, mask_of
from quiz_service.domain.ring import BankSeat, Ring
from quiz_service.domain.rules import Blueprint
from quiz_service.domain.strata import pool_of, strata_of
from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from tests.quiz.past import write_bank
from tests.quiz.quiz_system import QuizSystem

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PEOPLE, DAYS, PER_PAPER, POOL = 40, 30, 5, 24
KINDS = {Kind.SINGLE_CHOICE: 3, Kind.MULTIPLE_CHOICE: 1, Kind.TRUE_FALSE: 1}
KEY = Random(2026).randbytes(32)


@cache
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


@cache
def seats() -> list[BankSeat]:
    rows = bank().values()
    return [BankSeat(row["category"], row["id"], NOW, Kind(row["kind"]), row["difficulty"]) for row in rows]


@cache
def enemies() -> Enemies:
    return enemies_of(
        Question(
            *(number, row["id"], row["category"], Kind(row["kind"]), row["difficulty"], row["stem"]),
            options=tuple(row["options"].values()),
            right=mask_of(row["answer"]),
            explanation=row["explanation"],
            source=row["source"],
            family=row.get("family", ""),
            enemies=tuple(row.get("enemies", ())),
        )
        for number, row in enumerate(bank().values())
    )


@cache
def month() -> list[list[list[str]]]:
    """The papers of each person, day by day."""
    strata = strata_of(Blueprint(KINDS), PER_PAPER, Counter((seat.kind, seat.difficulty) for seat in seats()))
    assert strata is not None
    sources: list[list[Source]] = []
    for day in range(DAYS):
        sources.append([])
        for stratum in strata:
            pool = pool_of([seat for seat in seats() if stratum.holds(seat)], KEY, DAYS, day)
            ring = Ring.of(pool, NOW, {seat.question_id for seat in pool})
            sources[day].append(Source(ring, stratum.count, 1))
    people = [uuid.UUID(int=number) for number in range(PEOPLE)]
    return [[Paper(sources[day], KEY, who, enemies()).ids(0) or [] for day in range(DAYS)] for who in people]


def test_every_category_has_as_many_questions_as_the_pools_need() -> None:
    """R1.7"""
    assert Counter(seat.category for seat in seats()) == dict.fromkeys({seat.category for seat in seats()}, 120)
    assert len(seats()) == DAYS * POOL


def test_the_pools_of_the_days_are_alike_in_size_and_in_kinds() -> None:
    for day in range(DAYS):
        kinds = {kind: len(pool_of([seat for seat in seats() if seat.kind is kind], KEY, DAYS, day)) for kind in KINDS}
        assert abs(sum(kinds.values()) - POOL) <= len(KINDS)
        assert all(kinds[kind] >= 4 * count for kind, count in KINDS.items()), (day, kinds)


def test_nobody_meets_a_question_twice_in_a_month_nor_two_enemies_on_a_day() -> None:
    """R1.8"""
    papers = [paper for own in month() for paper in own]

    assert {len(paper) for paper in papers} == {PER_PAPER}
    assert [own for own in month() if len({each for paper in own for each in paper}) != DAYS * PER_PAPER] == []
    assert [paper for paper in papers if any(enemies().get(each, frozenset()) & set(paper) for each in paper)] == []


def test_every_paper_keeps_the_blueprint() -> None:
    """R1.2"""
    found = {
        frozenset(Counter(Kind(bank()[each]["kind"]) for each in paper).items()) for own in month() for paper in own
    }

    assert found == {frozenset(KINDS.items())}


def test_questions_that_mean_nearly_the_same_are_enemies() -> None:
    questions = [
        Meaning(
            row=number,
            id=row["id"],
            stem=row["stem"],
            key="".join(row["options"][letter] for letter in row["answer"]),
            explanation=row["explanation"],
            family=row.get("family", ""),
            enemies=row.get("enemies", ()),
        )
        for number, row in enumerate(bank().values())
    ]

    assert [(questions[kin.row].id, kin.other) for kin in kin_of(questions)] == []


async def test_a_contest_of_a_month_may_use_the_shipped_bank_by_day(quiz: QuizSystem) -> None:
    """R1.8: with the blueprint of the notice and keys after the day."""
    bank_id = await write_bank(quiz, list(bank().values()))
    begins = datetime.now(UTC) + timedelta(days=1)
    month_long = {"opens_at": begins.isoformat(), "closes_at": (begins + timedelta(days=DAYS - 1)).isoformat()}
    kinds = {kind.value: count for kind, count in KINDS.items()}
    rules = {"pools": "by_day", "reveal": "after_day", "blueprint": {"kinds": kinds}}

    assert await quiz.contest(bank_id=bank_id, rules=rules, **month_long)

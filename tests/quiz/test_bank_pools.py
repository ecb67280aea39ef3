"""The shipped bank fills thirty days of the rules that a national contest should have (R1.2, R1.8)."""

from collections import Counter
from typing import Any

import pytest

from quiz_service.domain.bank_file import CATEGORIES, columns_of
from quiz_service.domain.drawable import enemies_of, most_together
from quiz_service.domain.papers import strata_of
from quiz_service.domain.question import Audience, Kind, Question
from quiz_service.domain.rules import Blueprint
from quiz_service.use_cases.contests.load_shipped_contest import shipped_questions

DAYS, PER_DAY = 30, 24
KINDS = {Kind.SINGLE_CHOICE: 3, Kind.MULTIPLE_CHOICE: 1, Kind.TRUE_FALSE: 1}


@pytest.fixture(scope="module")
def bank() -> list[Question]:
    return [question_of(number, columns_of(row)) for number, row in enumerate(shipped_questions())]


def question_of(number: int, columns: dict[str, Any]) -> Question:
    said = {name: value for name, value in columns.items() if name != "right_options"}
    more = {
        "kind": Kind(said["kind"]),
        "audience": Audience(said["audience"]),
        "options": tuple(said["options"]),
        "right": columns["right_options"],
    }
    return Question(revision=number, **(said | more))


def test_every_day_has_a_pool_of_twenty_four(bank: list[Question]) -> None:
    drawn = [question for question in bank if question.audience is Audience.PUBLIC]
    categories = Counter(question.category for question in drawn)

    assert len(drawn) >= DAYS * PER_DAY
    assert categories == dict.fromkeys(CATEGORIES, DAYS * PER_DAY // len(CATEGORIES))


@pytest.mark.parametrize("difficulty_sum", [None, (8, 11), (9, 10)])
def test_blueprint_papers_without_enemies_last_for_thirty_days(
    bank: list[Question], difficulty_sum: tuple[int, int] | None
) -> None:
    sizes = Counter((question.kind, question.difficulty) for question in bank)
    strata = strata_of(Blueprint(KINDS, difficulty_sum), 5, sizes)
    enemies = enemies_of(bank)

    assert strata
    for stratum in strata:
        ids = [each.id for each in bank if stratum.sorts is None or (each.kind, each.difficulty) in stratum.sorts]
        assert most_together(ids, enemies) // DAYS >= stratum.count


def test_a_fifth_of_the_bank_are_variants(bank: list[Question]) -> None:
    """R1.7: numbers change, and with them the key."""
    variants = [question for question in bank if question.family]

    assert len(variants) / len(bank) >= 0.2

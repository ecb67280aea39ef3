"""The shipped bank keeps its promises (R1.7), and a faulty file enters none."""

from collections import Counter
from typing import Any

import pytest

from quiz_service.domain.bank_file import CATEGORIES, check, numbered
from quiz_service.domain.similarity import near_duplicates
from quiz_service.use_cases.contests.shipped_bank import shipped_questions

FORBIDDEN = ("以上都", "以上均", "选项A", "选项B", "A项", "B项", "前者", "上述选项")


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return shipped_questions()


def test_every_row_is_valid(questions: list[dict[str, Any]]) -> None:
    assert check(numbered(questions)) == []


def test_there_are_at_least_300_questions_and_40_in_each_category(questions: list[dict[str, Any]]) -> None:
    """R1.7"""
    by_category = Counter(question["category"] for question in questions)

    assert len(questions) >= 300
    assert set(by_category) == set(CATEGORIES)
    assert min(by_category.values()) >= 40


def test_each_category_has_all_three_kinds_and_all_difficulties(questions: list[dict[str, Any]]) -> None:
    """R1.7"""
    for category in CATEGORIES:
        own = [question for question in questions if question["category"] == category]
        assert {question["kind"] for question in own} == {"single_choice", "multiple_choice", "true_false"}
        assert {question["difficulty"] for question in own} == {1, 2, 3}


def test_no_two_questions_are_near_duplicates(questions: list[dict[str, Any]]) -> None:
    stems = [question["stem"] for question in questions]

    assert [(stems[each.first], stems[each.second]) for each in near_duplicates(stems)] == []


def test_no_text_depends_on_the_order_of_options(questions: list[dict[str, Any]]) -> None:
    """R1.9: options are shuffled."""
    for question in questions:
        text = " ".join([question["stem"], question["explanation"], *question["options"].values()])
        assert not [word for word in FORBIDDEN if word in text], question["id"]


def test_right_answers_are_spread_over_the_letters(questions: list[dict[str, Any]]) -> None:
    letters = Counter(question["answer"] for question in questions if question["kind"] == "single_choice")
    truths = Counter(question["answer"] for question in questions if question["kind"] == "true_false")

    assert max(letters.values()) < 2 * min(letters.values())
    assert max(truths.values()) < 2 * min(truths.values())


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"answer": "E"}, "answer"),
        ({"answer": "AB"}, "answer"),
        ({"answer": ""}, "answer"),
        ({"options": {"A": "是", "C": "否"}}, "options"),
        ({"options": {"A": "是", "B": "是"}}, "options"),
        ({"kind": "essay"}, "kind"),
        ({"category": "history"}, "category"),
        ({"difficulty": 9}, "difficulty"),
        ({"stem": " "}, "stem"),
        ({"hint": "x"}, "hint"),
    ],
)
def test_a_faulty_row_is_named_with_its_column(
    questions: list[dict[str, Any]], change: dict[str, Any], column: str
) -> None:
    single = next(question for question in questions if question["kind"] == "single_choice")

    errors = check(numbered([single, {**single, "id": "other", **change}]))

    assert {(error.row, error.column) for error in errors} == {(2, column)}

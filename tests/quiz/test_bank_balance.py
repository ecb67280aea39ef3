"""The shipped bank gives nothing away by its form, and is balanced in kinds, keys and difficulty (R1.7)."""

import re
from collections import Counter
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from tests.quiz import guessing

HEDGES = re.compile("可以|只要|不必|无须|马上|直接|放心|不会|不用|就行")
"""Words that false statements of a careless author carry."""
REVEALS_AT = 5
"""Characters from which on a key that stands in another explanation gives it away."""


@pytest.fixture(scope="module")
def bank() -> list[dict[str, Any]]:
    return shipped_questions()


def of_kind(bank: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [question for question in bank if question["kind"] == kind]


@pytest.mark.parametrize(
    ("strategy", "least", "most"),
    [
        (guessing.longest, 0.17, 0.33),
        (guessing.shortest, 0.17, 0.33),
        (guessing.blunt(("一定", "必须", "绝对", "都", "只", "全部", "任何")), 0.17, 0.33),
        (guessing.blunt(("再", "等", "自己", "马上", "可以")), 0.17, 0.33),
    ],
    ids=["longest", "shortest", "absolute words", "words of the careless"],
)
def test_a_rule_of_thumb_stays_near_chance(
    bank: list[dict[str, Any]], strategy: guessing.Strategy, least: float, most: float
) -> None:
    assert least <= guessing.share_of_hits(of_kind(bank, "single_choice"), strategy) <= most


def test_a_guesser_trained_on_the_tone_of_options_finds_hardly_more_than_chance(bank: list[dict[str, Any]]) -> None:
    groups = [guessing.group_of(question) for question in of_kind(bank, "single_choice")]

    assert guessing.share_by_tone(groups) < 0.35


def test_a_guesser_trained_on_wording_alone_finds_hardly_more_of_all_kinds(bank: list[dict[str, Any]]) -> None:
    judged, chosen = of_kind(bank, "true_false"), of_kind(bank, "multiple_choice")

    assert guessing.share_of_bank(bank) < 0.35
    assert guessing.share_of_sets([guessing.group_of(question) for question in judged]) < 0.65
    assert guessing.share_of_sets([guessing.group_of(question) for question in chosen]) < 0.2


def test_the_guesser_hears_a_tone_where_there_is_one() -> None:
    """Right options that all begin alike are found, and a bank of them is refused by the limits above."""
    telling = [[(f"应当{name}", True), (f"随便{name}", False)] for name in "甲乙丙丁戊己庚辛"]

    assert guessing.share_by_tone(telling) == guessing.share_of_sets(telling) == 1


def test_words_of_doubt_do_not_tell_a_false_statement(bank: list[dict[str, Any]]) -> None:
    judged = of_kind(bank, "true_false")
    hits = sum(bool(HEDGES.search(question["stem"])) == (question["answer"] == "B") for question in judged)

    assert hits / len(judged) < 0.65


def test_two_of_four_are_right_as_often_as_three(bank: list[dict[str, Any]]) -> None:
    keys = Counter(len(question["answer"]) for question in of_kind(bank, "multiple_choice"))
    share = {size: count / keys.total() for size, count in keys.items()}

    assert set(share) == {2, 3, 4}
    assert 0.35 <= share[2] <= 0.5
    assert 0.35 <= share[3] <= 0.5
    assert 0.1 <= share[4] <= 0.25


def test_every_category_has_the_kinds_in_like_shares(bank: list[dict[str, Any]]) -> None:
    for category in {question["category"] for question in bank}:
        kinds = Counter(question["kind"] for question in bank if question["category"] == category)
        assert 0.5 <= kinds["single_choice"] / kinds.total() <= 0.6, category
        assert 0.2 <= kinds["multiple_choice"] / kinds.total() <= 0.3, category
        assert 0.17 <= kinds["true_false"] / kinds.total() <= 0.25, category


def test_true_and_false_are_even_in_every_category(bank: list[dict[str, Any]]) -> None:
    judged = of_kind(bank, "true_false")
    for category in {question["category"] for question in judged}:
        truths = Counter(question["answer"] for question in judged if question["category"] == category)
        assert abs(truths["A"] - truths["B"]) <= 2, category


def test_no_difficulty_is_rare(bank: list[dict[str, Any]]) -> None:
    for category in {question["category"] for question in bank}:
        levels = Counter(question["difficulty"] for question in bank if question["category"] == category)
        assert min(levels.values()) / levels.total() >= 0.08, category


def test_no_explanation_holds_the_key_of_another_question(bank: list[dict[str, Any]]) -> None:
    keys = {question["id"]: question["options"][question["answer"]] for question in of_kind(bank, "single_choice")}

    assert [
        (id_, question["id"])
        for id_, key in keys.items()
        for question in bank
        if len(key) >= REVEALS_AT and question["id"] != id_ and key in question["explanation"]
    ] == []

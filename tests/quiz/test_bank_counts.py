"""Questions that ask for a number have the number that their figures give (R1.7)."""

import re
from typing import Any

import pytest

from quiz_service.use_cases.contests.load_shipped_contest import shipped_questions


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def key_of(question: dict[str, Any]) -> str:
    key: str = question["options"][question["answer"]]
    return key


def numbers_in(text: str, pattern: str = r"(\d+)人") -> list[int]:
    return [int(found) for found in re.findall(pattern, text)]


def test_who_is_missing_is_who_should_be_there_and_is_not(bank: dict[str, dict[str, Any]]) -> None:
    pupils, on_leave, came = numbers_in(bank["rd-077"]["stem"])
    assert key_of(bank["rd-077"]) == f"{pupils - on_leave - came}人"
    workers, builders, visitors, there = numbers_in(bank["rd-078"]["stem"])
    assert key_of(bank["rd-078"]) == f"{workers + builders + visitors - there}人"
    expected, south, north, twice = numbers_in(bank["rd-079"]["stem"])
    assert key_of(bank["rd-079"]) == f"{expected - (south + north - twice)}人"
    shift, left, counted = numbers_in(bank["rd-080"]["stem"])
    assert key_of(bank["rd-080"]) == f"{shift - left - counted}人"


def test_drills_are_counted_by_month_and_watches_by_shift(bank: dict[str, dict[str, Any]]) -> None:
    months = numbers_in(bank["rd-075"]["stem"], r"(\d+)个月")[0]
    hours, shift = numbers_in(bank["rd-084"]["stem"], r"(\d+)小时")
    per_shift = numbers_in(key_of(bank["rd-083"]))[0]

    assert key_of(bank["rd-075"]) == f"{months}次"
    assert key_of(bank["rd-084"]) == f"{hours // shift * per_shift}人次"

"""Questions that ask for a number have the number that their figures give (R1.7)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions


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


@pytest.mark.parametrize("question", ["sr-075", "sr-076", "sr-077", "sr-079"])
def test_a_rate_of_compressions_is_judged_by_the_minute(bank: dict[str, dict[str, Any]], question: str) -> None:
    """100 to 120 a minute."""
    asked = bank[question]
    seconds, times = numbers_in(asked["stem"], r"(\d+)(?:秒|次|下)")[:2]
    rate = times * 60 // seconds

    if asked["kind"] == "true_false":
        assert (asked["answer"] == "A") == (100 <= rate <= 120)
    else:
        assert key_of(asked).startswith(f"每分钟{rate}次")
        assert key_of(asked).endswith("合适") == (100 <= rate <= 120)


def test_rounds_of_thirty_are_counted_and_timed(bank: dict[str, dict[str, Any]]) -> None:
    in_a_round, rounds = 30, numbers_in(bank["sr-074"]["stem"], r"(\d+)个循环")[0]
    slowest, fastest = numbers_in(bank["sr-078"]["stem"], r"(100|120)")

    assert key_of(bank["sr-074"]) == f"{in_a_round * rounds}次"
    assert key_of(bank["sr-078"]) == f"{in_a_round * 60 // fastest}～{in_a_round * 60 // slowest}秒"


def test_burns_are_palms_of_one_and_parts_of_nine_per_cent(bank: dict[str, dict[str, Any]]) -> None:
    nines = {"头颈部": 1, "双上肢": 2, "两条手臂": 2}
    palms = numbers_in(bank["sr-081"]["stem"], r"(\d+)个手掌")[0]

    assert key_of(bank["sr-080"]) == "1%"
    assert key_of(bank["sr-081"]) == f"{palms}%"
    for question in ("sr-082", "sr-083"):
        parts = sum(count for part, count in nines.items() if part in bank[question]["stem"])
        assert key_of(bank[question]) == f"{9 * parts}%"


def test_rinsing_goes_on_for_as_long_as_the_harm_needs(bank: dict[str, dict[str, Any]]) -> None:
    for question in ("sr-087", "sr-088"):
        hour, minute = (int(found) for found in re.findall(r"(\d+)时(\d+)分", bank[question]["stem"])[0])
        assert key_of(bank[question]) == f"{hour}时{minute + 15}分"
    assert key_of(bank["sr-089"]) == "12时10分到12时20分"


@pytest.mark.parametrize(
    ("question", "words", "grade"),
    [
        ("sr-068", "没有出血", "Ⅱ级暴露"),
        ("sr-069", "咬穿", "Ⅲ级暴露"),
        ("sr-070", "尚未愈合的伤口", "Ⅲ级暴露"),
        ("sr-071", "皮肤完好", "Ⅰ级暴露"),
    ],
)
def test_an_exposure_to_rabies_is_graded_by_the_skin(
    bank: dict[str, dict[str, Any]], question: str, words: str, grade: str
) -> None:
    assert words in bank[question]["stem"]
    assert key_of(bank[question]) == grade


def test_the_fifth_shot_is_twenty_eight_days_after_the_first(bank: dict[str, dict[str, Any]]) -> None:
    month, day = numbers_in(bank["sr-072"]["stem"], r"(\d+)(?=月|日打)")
    fifth = date(2026, month, day) + timedelta(days=28)

    assert key_of(bank["sr-072"]) == f"{fifth.month}月{fifth.day}日"

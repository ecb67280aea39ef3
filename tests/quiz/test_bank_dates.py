"""Questions that ask for a day have the day that the rule gives (R1.7)."""

import re
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions

SCRAPPED_AFTER = {"干粉": 10, "二氧化碳": 12, "水基型": 6}
"""Years from the date of making, by what an extinguisher holds (GB 50444—2008)."""
SERVICED_AFTER = {"水基型": 3, "干粉": 5}
DRILLED_AFTER = {
    "rd-064": 6,  # builders (decree 708, article 8)
    "rd-065": 24,  # township governments (the same)
    "rd-070": 36,  # assessments of plans, carriers of dangerous goods (decree 2, article 35)
    "rd-071": 6,  # key units of fire safety (decree 61, article 40)
    "rd-072": 12,  # high-rise buildings (decree 5)
    "rd-073": 6,  # public ones of more than 100 metres (the same)
    "rd-086": 6,  # training in public gathering places (decree 61, article 36)
}
"""Months until the next time."""
DAY = re.compile(r"(\d{4})年(\d+)月(?:(\d+)日)?")


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def key_of(question: dict[str, Any]) -> str:
    key: str = question["options"][question["answer"]]
    return key


def later(stem: str, months: int) -> str:
    """The day in a stem and so many months, in the words of the options."""
    found = DAY.search(stem)
    assert found, stem
    year, month = divmod(int(found[1]) * 12 + int(found[2]) - 1 + months, 12)
    return f"{year}年{month + 1}月" + (f"{found[3]}日" if found[3] else "")


@pytest.mark.parametrize("question", ["hs-072", "hs-073", "hs-074"])
def test_an_extinguisher_is_scrapped_by_what_it_holds(bank: dict[str, dict[str, Any]], question: str) -> None:
    stem = bank[question]["stem"]
    years = next(years for words, years in SCRAPPED_AFTER.items() if words in stem)

    assert key_of(bank[question]) == later(stem, 12 * years)


def test_an_extinguisher_is_serviced_though_nobody_used_it(bank: dict[str, dict[str, Any]]) -> None:
    assert key_of(bank["hs-075"]) == later(bank["hs-075"]["stem"], 12 * SERVICED_AFTER["水基型"])
    assert (bank["hs-077"]["answer"], f"满{SERVICED_AFTER['干粉']}年" in bank["hs-077"]["stem"]) == ("A", True)


@pytest.mark.parametrize("question", DRILLED_AFTER)
def test_the_next_drill_is_due_when_the_rule_says(bank: dict[str, dict[str, Any]], question: str) -> None:
    assert key_of(bank[question]) == later(bank[question]["stem"], DRILLED_AFTER[question])


def test_a_station_arrives_within_three_minutes(bank: dict[str, dict[str, Any]]) -> None:
    found = re.search(r"(\d+)时(\d+)分", bank["rd-082"]["stem"])

    assert found
    assert key_of(bank["rd-082"]) == f"{found[1]}时{int(found[2]) + 3:02}分"

"""Questions on distances, speeds and quantities have the keys that their figures give (R1.7)."""

import re
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions

POWER_LINES = {10: 5, 35: 10, 110: 10, 220: 15, 500: 20}
"""Metres on either side of an overhead line by its kilovolts, in general areas (decree 239, article 10)."""
PIPELINE = 5
"""Metres on either side of a pipeline in which digging, building and deep roots are forbidden (article 30)."""
RAILWAYS = {
    ("城市市区", "高速"): 10,
    ("城市市区", "普速"): 8,
    ("村镇居民居住区", "高速"): 15,
    ("村镇居民居住区", "普速"): 12,
    ("野外", "高速"): 20,
}
"""Metres from the foot of the embankment or the edge of the bridge (decree 639, article 27)."""
NO_PARKING = {"路口": 50, "道口": 50, "隧道口": 50, "汽车站": 30, "加油站": 30, "消防栓": 30}
"""Metres within which nobody stops (decree 405, article 63)."""
QUANTITY = re.compile(r"(\d+)吨（临界量(\d+)吨）")


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def right(question: dict[str, Any]) -> list[str]:
    return [question["options"][letter] for letter in question["answer"]]


def metres(text: str) -> float:
    found = re.search(r"([\d.]+)米", text)
    assert found, text
    return float(found[1])


@pytest.mark.parametrize("question", ["hs-069", "hs-070", "hs-071"])
def test_a_major_hazard_is_a_sum_of_ratios_of_at_least_one(bank: dict[str, dict[str, Any]], question: str) -> None:
    asked = bank[question]
    total = round(sum(int(held) / int(limit) for held, limit in QUANTITY.findall(asked["stem"])), 6)
    words = "构成" if total >= 1 else "不构成"

    if asked["kind"] == "true_false":
        assert (asked["answer"] == "A") == (total >= 1)
    else:
        assert right(asked) == [f"比值之和为{total:.1f}，{words}重大危险源"]


def test_two_hundred_and_forty_tons_are_more_than_two_hundred(bank: dict[str, dict[str, Any]]) -> None:
    limit, held = map(int, re.findall(r"(\d+)吨", bank["hs-068"]["stem"]))

    assert (limit, held) == (200, 240)
    assert right(bank["hs-068"]) == ["构成重大危险源，存量超过了临界量"]


def test_what_is_beside_a_power_line_is_measured_by_its_voltage(bank: dict[str, dict[str, Any]]) -> None:
    assert metres(bank["hs-078"]["stem"]) <= POWER_LINES[110]
    assert right(bank["hs-078"]) == ["在保护区内，不得在此堆放"]
    assert right(bank["hs-079"]) == [f"{POWER_LINES[10]}米"]
    assert right(bank["hs-080"]) == [
        text for text in bank["hs-080"]["options"].values() if metres(text) <= POWER_LINES[220]
    ]
    acts = {text: re.search(r"距(\d+)千伏线路边线(\d+)米", text) for text in bank["hs-082"]["options"].values()}
    assert set(right(bank["hs-082"])) == {
        text for text, found in acts.items() if found and int(found[2]) <= POWER_LINES[int(found[1])]
    }
    assert bank["hs-083"]["answer"] == ("A" if metres(bank["hs-083"]["stem"]) <= POWER_LINES[500] else "B")


def test_a_pipeline_is_kept_clear_on_both_sides(bank: dict[str, dict[str, Any]]) -> None:
    assert metres(bank["hs-084"]["stem"]) <= PIPELINE
    assert right(bank["hs-084"])[0].startswith("不得种植")
    assert right(bank["hs-085"]) == [f"{PIPELINE}米"]
    assert metres(bank["hs-087"]["stem"]) <= PIPELINE
    assert bank["hs-087"]["answer"] == "B"


@pytest.mark.parametrize(
    ("question", "line"),
    [("hs-088", ("村镇居民居住区", "高速")), ("hs-089", ("城市市区", "普速"))],
)
def test_a_railway_is_protected_by_place_and_kind(
    bank: dict[str, dict[str, Any]], question: str, line: tuple[str, str]
) -> None:
    assert all(words in bank[question]["stem"] for words in line)
    assert right(bank[question]) == [f"{RAILWAYS[line]}米"]


def test_an_act_beside_a_railway_is_inside_or_outside_by_its_distance(bank: dict[str, dict[str, Any]]) -> None:
    width = RAILWAYS["村镇居民居住区", "普速"]
    assert right(bank["hs-090"]) == [text for text in bank["hs-090"]["options"].values() if metres(text) <= width]
    assert (bank["hs-091"]["answer"] == "A") == (metres(bank["hs-091"]["stem"]) <= RAILWAYS["城市市区", "高速"])
    assert (bank["hs-092"]["answer"] == "A") == (metres(bank["hs-092"]["stem"]) > RAILWAYS["野外", "高速"])


def test_a_car_stops_where_nothing_forbids_it(bank: dict[str, dict[str, Any]]) -> None:
    allowed = [
        text
        for text in bank["hs-094"]["options"].values()
        if not any(place in text and metres(text) <= within for place, within in NO_PARKING.items())
    ]

    assert metres(bank["hs-093"]["stem"]) <= NO_PARKING["路口"]
    assert right(bank["hs-093"])[0].endswith(f"距路口{NO_PARKING['路口']}米以外")
    assert right(bank["hs-094"]) == allowed
    assert (bank["hs-095"]["answer"] == "A") == (metres(bank["hs-095"]["stem"]) <= NO_PARKING["消防栓"])


def test_a_school_bus_keeps_to_the_lowest_limit(bank: dict[str, dict[str, Any]]) -> None:
    """80 on motorways, 60 elsewhere, 20 in bad weather and on sharp bends (decree 617, article 35)."""
    limits = {"高速": 80, "急弯": 20, "雪天": 20, "晴天": 60}
    speeds = {
        text: (int(re.findall(r"\d+", text)[0]), next(limit for words, limit in limits.items() if words in text))
        for text in bank["hs-097"]["options"].values()
    }

    assert right(bank["hs-096"]) == ["80公里"]
    assert right(bank["hs-097"]) == [text for text, (speed, limit) in speeds.items() if speed > limit]
    assert (bank["hs-098"]["answer"], "大雾" in bank["hs-098"]["stem"]) == ("B", True)

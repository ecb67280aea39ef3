"""What the shipped bank asks with figures has the key that its rule computes (R1.7)."""

from bisect import bisect_left, bisect_right
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions

FOREST_FIRES = ("一般森林火灾", "较大森林火灾", "重大森林火灾", "特别重大森林火灾")
BURNT = {"er-082": 85, "er-083": 100, "er-084": 0.6}
"""Hectares of forest, nobody hurt."""
LANDSLIDES = ("小型", "中型", "大型", "特大型")
LOST = {"er-086": (0, 700), "er-087": (2, 30), "er-088": (0, 1_500)}
"""Dead, and loss in ten thousand yuan."""
LATE_DEATHS = {"er-080": (18, "属于，补报期限为30日"), "er-081": (12, "不属于，补报期限为7日")}
"""Day of the death, and the key; the second is a fire."""
HEIGHTS = {"ap-086": 4.5, "ap-087": 22, "ap-088": 36}
"""Metres above the base."""
CROWDS = {"ap-092": 3_200, "ap-093": 8_000}
SHAKING = {"ee-091": (105, 10, "20秒"), "ee-092": (63, 8, "10秒"), "ee-093": (17.5, 6, "收到警报时，强烈晃动已经到达")}
"""Kilometres from the epicentre, seconds until the warning, and the key."""
S_WAVE = 3.5
"""Kilometres a second, as the stems say."""


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def key(question: dict[str, Any]) -> str:
    return str(question["options"][question["answer"]])


@pytest.mark.parametrize("question", BURNT)
def test_a_forest_fire_has_the_grade_of_its_hectares(bank: dict[str, dict[str, Any]], question: str) -> None:
    """Decree 541, article 40: each step begins with its own figure."""
    assert f"{BURNT[question]}公顷" in bank[question]["stem"]
    assert FOREST_FIRES[bisect_right((1, 100, 1_000), BURNT[question])] == key(bank[question])


@pytest.mark.parametrize("question", LOST)
def test_a_landslide_has_the_grade_of_its_losses(bank: dict[str, dict[str, Any]], question: str) -> None:
    """Decree 394, article 4."""
    dead, loss = LOST[question]

    grades = bisect_right((3, 10, 30), dead), bisect_right((100, 500, 1_000), loss)
    assert f"{loss}万元" in bank[question]["stem"]
    assert LANDSLIDES[max(grades)] == key(bank[question])


@pytest.mark.parametrize("question", LATE_DEATHS)
def test_a_late_death_is_reported_within_the_days_of_its_kind(bank: dict[str, dict[str, Any]], question: str) -> None:
    """Decree 493, article 13: 30 days, and 7 for fires."""
    day, expected = LATE_DEATHS[question]
    limit = 7 if "起火" in bank[question]["stem"] else 30

    assert f"第{day}天" in bank[question]["stem"]
    assert key(bank[question]) == expected == f"{'属于' if day <= limit else '不属于'}，补报期限为{limit}日"


@pytest.mark.parametrize("question", HEIGHTS)
def test_work_at_height_has_the_grade_of_its_metres(bank: dict[str, dict[str, Any]], question: str) -> None:
    """GB 30871—2022: each grade ends with its own figure."""
    assert f"{HEIGHTS[question]}米" in bank[question]["stem"]
    assert "ⅠⅡⅢⅣ"[bisect_left((5, 15, 30), HEIGHTS[question])] + "级" == key(bank[question])


@pytest.mark.parametrize("question", CROWDS)
def test_the_police_who_permit_a_crowd_go_by_its_size(bank: dict[str, dict[str, Any]], question: str) -> None:
    """Decree 505, article 12: from 1,000 the county, from 5,000 the city."""
    offices = ("当地派出所", "县级公安机关", "设区的市级公安机关")

    assert f"{CROWDS[question]}人" in bank[question]["stem"]
    assert offices[bisect_right((1_000, 5_000), CROWDS[question])] == key(bank[question])


@pytest.mark.parametrize("question", SHAKING)
def test_a_warning_leaves_what_the_wave_needs_less_what_has_passed(
    bank: dict[str, dict[str, Any]], question: str
) -> None:
    distance, passed, expected = SHAKING[question]
    left = distance / S_WAVE - passed

    assert f"{distance}公里" in bank[question]["stem"]
    assert key(bank[question]) == expected
    assert expected == (f"{left:.0f}秒" if left > 0 else "收到警报时，强烈晃动已经到达")

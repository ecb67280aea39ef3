"""Variants of one rule have the keys that the rule gives, and never stand on one paper (R1.7, R1.12)."""

from bisect import bisect_right
from collections import Counter, defaultdict
from typing import Any

import pytest

from quiz_service.domain.bank_file import columns_of
from quiz_service.use_cases.contests.shipped_bank import shipped_questions

GRADES = ("一般事故", "较大事故", "重大事故", "特别重大事故")
ACCIDENTS = {
    "er-010": (9, 60, 800),
    "er-065": (2, 9, 600),
    "er-066": (3, 0, 0),
    "er-067": (10, 8, 0),
    "er-068": (31, 0, 0),
    "er-069": (0, 12, 0),
    "er-070": (0, 0, 6_200),
    "er-071": (2, 55, 990),
    "er-072": (0, 0, 12_000),
    "er-073": (1, 2, 300),
    "er-076": (4, 14, 1_800),
    "er-077": (28, 106, 7_000),
    "er-078": (2, 0, 1_000),
    "er-079": (0, 9, 950),
}
"""Dead, badly hurt, and loss in ten thousand yuan, as the stems say."""
FAMILIES = {
    "accident_prevention": {
        *("高温作业", "受限空间气体", "雾天车速", "道路限速", "校车车速", "酒驾标准"),
        *("高处作业分级", "作业票有效期", "大型活动许可"),
    },
    "emergency_response": {"事故等级", "事故补报", "森林火灾等级", "地质灾害等级", "特种设备事故等级"},
    "escape_evacuation": {
        *("台风预警", "暴雨预警", "高温预警", "大雾预警", "大风预警", "暴雪预警"),
        *("寒潮预警", "沙尘暴预警", "雷电预警", "地震预警时间"),
    },
    # Their keys are computed in the tests of distances, dates and counts.
    "hazard_spotting": {
        *("重大危险源", "灭火器年限", "电力线路保护区", "管道保护距离"),
        *("铁路安全保护区", "停车距离", "校车车速", "防火巡查检查"),
    },
    "rescue_drills": {
        *("应急演练频次", "应急预案评估", "消防演练频次", "学校演练频次"),
        *("清点人数", "微型消防站", "消防控制室值班", "消防培训频次"),
    },
    "self_mutual_rescue": {"狂犬病暴露", "心肺复苏计数", "烧伤面积", "按压深度", "冲洗时间"},
}


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


def grade(dead: int, hurt: int, loss: int) -> str:
    """The highest of the three counts; each step begins with its own figure (decree 493, article 3)."""
    steps = ((dead, (3, 10, 30)), (hurt, (10, 50, 100)), (loss, (1_000, 5_000, 10_000)))
    return GRADES[max(bisect_right(begins, figure) for figure, begins in steps)]


@pytest.mark.parametrize("question", ACCIDENTS)
def test_an_accident_has_the_grade_of_its_figures(bank: dict[str, dict[str, Any]], question: str) -> None:
    asked = bank[question]

    assert grade(*ACCIDENTS[question]) == asked["options"][asked["answer"]]


def test_the_steps_of_grades_begin_with_their_own_figures() -> None:
    assert [grade(dead, 0, 0) for dead in (2, 3, 9, 10, 29, 30)] == [GRADES[at] for at in (0, 1, 1, 2, 2, 3)]
    assert [grade(0, hurt, 0) for hurt in (9, 10, 49, 50, 99, 100)] == [GRADES[at] for at in (0, 1, 1, 2, 2, 3)]


def test_variants_are_families_of_at_least_two(bank: dict[str, dict[str, Any]]) -> None:
    members = Counter(question["family"] for question in bank.values() if "family" in question)
    found = defaultdict[str, set[str]](set)
    for question in bank.values():
        if "family" in question:
            found[question["category"]].add(question["family"])

    assert found == FAMILIES
    assert min(members.values()) >= 2


def test_what_is_cited_in_parts_is_cited_in_whole(bank: dict[str, dict[str, Any]]) -> None:
    """R1.7: document, year and article."""
    cited = [question for question in bank.values() if "document" in question]

    assert len(cited) >= 30
    assert [each["id"] for each in cited if each["document"].split(" ")[-1] not in each["source"]] == []
    assert all(columns_of(each)["year"] for each in cited)

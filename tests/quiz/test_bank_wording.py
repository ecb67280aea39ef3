"""What the shipped bank says is exact, cannot hurt when it is believed elsewhere, and reads well (R1.7)."""

import re
from typing import Any

import pytest

from quiz_service.use_cases.contests.shipped_bank import shipped_questions

NEGATIVE = re.compile("错误|不正确|不属于|不包括|要避免的")
CONCLUDES = re.compile("因此|所以|毫无|无权")


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    return {question["id"]: question for question in shipped_questions()}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ee-008", ("万不得已", "护住头脸", "已烧尽的地方")),
        ("er-027", ("右侧路肩上或者应急车道内", "护栏外", "迅速报警")),
        ("sr-003", ("家用电压", "高压线", "不挑线", "8米以外")),
        ("sr-009", ("至少10分钟", "20分钟", "不用冰块")),
        ("sr-012", ("拍背5次", "交替")),
        ("sr-031", ("拍背5次", "交替")),
        ("sr-038", ("拍背5次", "交替")),
        ("sr-041", ("至少15分钟",)),
        ("sr-042", ("开放气道，先做2次人工呼吸，再", "胸外按压")),
        ("sr-047", ("37～40℃", "可能再次受冻", "不复温")),
    ],
)
def test_an_explanation_says_where_its_advice_ends_and_how_long_to_go_on(
    bank: dict[str, dict[str, Any]], question: str, said: tuple[str, ...]
) -> None:
    assert [words for words in said if words not in bank[question]["explanation"]] == []


def test_only_persons_commit_the_crime_of_dangerous_operations(bank: dict[str, dict[str, Any]]) -> None:
    assert "厂长可能构成什么罪" in bank["ap-032"]["stem"]


def test_orders_and_authorities_have_their_legal_names(bank: dict[str, dict[str, Any]]) -> None:
    assert "县级以上人民政府有关监管部门" in bank["er-001"]["options"][bank["er-001"]["answer"]]
    assert "自然灾害、事故灾难和公共卫生事件" in bank["ee-017"]["stem"]


def test_no_stem_asks_for_what_is_wrong(bank: dict[str, dict[str, Any]]) -> None:
    asked = {id_: question["stem"] for id_, question in bank.items() if question["kind"] != "true_false"}

    assert {id_: stem for id_, stem in asked.items() if NEGATIVE.search(stem)} == {}


def test_a_judgement_makes_one_claim_and_denies_no_right(bank: dict[str, dict[str, Any]]) -> None:
    judged = {id_: question["stem"] for id_, question in bank.items() if question["kind"] == "true_false"}

    assert {id_: stem for id_, stem in judged.items() if CONCLUDES.search(stem)} == {}


def test_multiple_choice_asks_in_one_style(bank: dict[str, dict[str, Any]]) -> None:
    asked = [question["stem"] for question in bank.values() if question["kind"] == "multiple_choice"]

    assert [stem for stem in asked if stem.endswith("有？")] == []


def test_a_figure_that_is_asked_for_is_a_figure_in_every_option(bank: dict[str, dict[str, Any]]) -> None:
    assert bank["hs-026"]["options"] == {"A": "1", "B": "2", "C": "5", "D": "10"}


def test_a_roof_is_not_in_the_open(bank: dict[str, dict[str, Any]]) -> None:
    assert bank["ap-001"]["options"]["A"] == "四周敞开的料棚"

"""A file without a fault is imported, and says what an editor should look at (R1.7, R1.12)."""

from typing import Any

import pytest

from quiz_service.domain.bank_file import numbered
from quiz_service.domain.meaning import Meaning, kin_of
from quiz_service.domain.remarks import remarks_on
from quiz_service.use_cases.contests.shipped_bank import shipped_questions
from tests.quiz.editors import Desk
from tests.quiz.past import question
from tests.quiz.quiz_system import QuizSystem

FULL = "《中华人民共和国安全生产法》（2021年修正）第五条"
JUDGED = {"kind": "true_false", "options": {"A": "正确", "B": "错误"}}


def told(*rows: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(remark.row, remark.code) for remark in remarks_on(numbered(rows))]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("应急管理部科普资料", "source-without-document"),
        ("《救护员》教材", "source-without-year"),
        ("GB 2894", "source-without-year"),
        (FULL, None),
        ("GB 2894—2025", None),
        ("应急厅函〔2020〕299号", None),
        ("《救护员》教材“创伤救护”部分", None),
    ],
)
def test_a_source_that_cannot_be_looked_up_is_named(source: str, code: str | None) -> None:
    assert told(question(1, source=source)) == ([(1, code)] if code else [])


def test_fields_of_a_source_say_what_the_text_leaves_out() -> None:
    assert told(question(1, source="教材", document="救护员", year=2023)) == []


def test_words_that_only_wrong_options_carry_are_named() -> None:
    careless = question(1, source=FULL, options={"A": "只要小心就行", "B": "断电后检修", "C": "请人看守"})
    alike = question(2, source=FULL, options={"A": "只要小心就行", "B": "只要断电就能修", "C": "请人看守"})
    false = question(3, source=FULL, answer="B", stem="电器着火可以直接泼水。", **JUDGED)
    true = question(4, source=FULL, answer="A", stem="干粉灭火器可以扑救电器火灾。", **JUDGED)

    assert told(careless, alike, false, true) == [(1, "telling-words"), (3, "telling-words")]


def test_a_file_of_three_out_of_four_is_named_once() -> None:
    four = {letter: f"选项 {letter}" for letter in "ABCD"}
    rows = [question(number, source=FULL, kind="multiple_choice", options=four, answer="ABC") for number in range(12)]
    mixed = [{**row, "answer": "AB" if number % 2 else "ABC"} for number, row in enumerate(rows)]

    assert told(*rows) == [(None, "three-of-four")]
    assert [code for _, code in told(*mixed)] == ["three-of-four"]
    assert told(*mixed[:9]) == []


def test_pairs_that_mean_the_same_or_give_a_key_away_are_told_unless_they_are_enemies() -> None:
    asked = Meaning(None, "a", "高处作业的起点是坠落高度几米", "两米及以上的高度", "按标准分级")
    telling = Meaning(1, "b", "登高前先检查什么", "梯子是否稳固", "两米及以上的高度作业要系安全带")
    near = Meaning(2, "c", "高处作业的起点是坠落高度多少米", "两米和两米以上", "按标准进行分级")
    fill = [
        Meaning(9 + n, f"f{n}", chr(0x4E00 + 40 * n) * 9, chr(0x4E01 + 40 * n) * 6, chr(0x4E02 + 40 * n) * 9)
        for n in range(30)
    ]
    tied = Meaning(2, "c", near.stem, near.key, near.explanation, enemies=["a"])

    assert {(kin.row, kin.code, kin.other) for kin in kin_of([asked, telling, near, *fill])} == {
        (1, "key-elsewhere", "a"),
        (2, "near-in-meaning", "a"),
    }
    assert [kin.code for kin in kin_of([asked, telling, tied, *fill])] == ["key-elsewhere"]


async def test_an_import_tells_its_remarks_beside_its_warnings(quiz: QuizSystem) -> None:
    desk = Desk(quiz)
    key = "立即停止作业并撤离"
    await desk.write([question(1, source=FULL, options={"A": "继续观察", "B": key, "C": "上报班长"})])

    reply = (await desk.write([question(2, source="资料", explanation=f"发现险情应{key}。")])).json()

    assert (reply["added"], reply["warnings"]) == (["q-2"], [])
    assert [(each["row"], each["code"], each["question"]) for each in reply["remarks"]] == [
        (1, "source-without-document", None),
        (1, "key-elsewhere", "q-1"),
    ]
    assert "q-1" in reply["remarks"][1]["zh"]


def test_the_pairs_of_the_shipped_bank_that_mean_the_same_are_enemies() -> None:
    """R1.12"""
    rows = shipped_questions()
    meanings = [
        Meaning(
            number,
            row["id"],
            row["stem"],
            "" if row["kind"] == "true_false" else "".join(row["options"][letter] for letter in row["answer"]),
            row["explanation"],
            row.get("family", ""),
            row.get("enemies", []),
        )
        for number, row in enumerate(rows)
    ]

    assert [(rows[kin.row]["id"], kin.other) for kin in kin_of(meanings)] == []

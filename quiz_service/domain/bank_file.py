"""Question files: the rules that every row of an import must meet (R1.7, R1.12)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_service.domain import extra_columns
from quiz_service.domain.question import LETTERS, Kind, Question, mask_of
from services.kit.cells import tidy
from services.kit.characters import has_anything_visible, named, refused
from services.kit.headed_tables import shown

CATEGORIES: Mapping[str, str] = {
    "accident_prevention": "生产安全事故预防",
    "hazard_spotting": "隐患识别与排查",
    "escape_evacuation": "避险逃生",
    "self_mutual_rescue": "自救互救",
    "rescue_drills": "救援演练",
    "emergency_response": "应急处置",
}
KINDS: Mapping[str, str] = {
    Kind.SINGLE_CHOICE: "单选题",
    Kind.MULTIPLE_CHOICE: "多选题",
    Kind.TRUE_FALSE: "判断题",
}
TEXT_LIMITS: Mapping[str, int] = {"id": 64, "stem": 500, "explanation": 1000, "source": 300}
OPTION_LIMIT = 300
HARDEST = 3
MOST_ROWS = 5_000
TRUE_FALSE = ("正确", "错误")
COLUMNS = (*TEXT_LIMITS, "category", "kind", "difficulty", "options", "answer")
ID = re.compile(r"[\w.-]{1,64}")
"""What can stand in an address as it is."""


@dataclass(frozen=True)
class RowError:
    """A fault of one row with the value that was found.

    Rows are counted as people do: from 1 in JSON, and as a spreadsheet does, where row 1 is the header.
    """

    row: int
    column: str
    value: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Row:
    """A row of a file as it was read: by its number, and nothing of it is checked yet."""

    number: int
    cells: Any


def numbered(rows: Sequence[Any]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=1)]


def check(rows: Sequence[Row]) -> list[RowError]:
    """Every fault of every row; an empty list means that the file may be imported."""
    errors = [error for row in rows for error in check_row(row)]
    ids = Counter(_id_of(row) for row in rows)
    errors += [
        _fault(row.number, "id", _id_of(row), "duplicate-id", "编号重复。", "This id is there twice.")
        for row in rows
        if _id_of(row) and ids[_id_of(row)] > 1
    ]
    return sorted(errors, key=lambda error: error.row)


def check_row(row: Row) -> Iterator[RowError]:
    number, cells = row.number, row.cells
    if not isinstance(cells, dict):
        yield _fault(number, "", cells, "not-an-object", "应为对象。", "An object is expected.")
        return
    for column, limit in TEXT_LIMITS.items():
        strange = _strange(cells.get(column))
        if strange is not None:
            yield _fault(number, column, cells.get(column), "invalid-character", *strange)
        elif not _is_text(cells.get(column), limit):
            zh, en = f"应为 1 至 {limit} 个字的文本。", f"A text of 1 to {limit} characters is expected."
            yield _fault(number, column, cells.get(column), "not-a-text", zh, en)
        elif column == "id" and not ID.fullmatch(cells["id"]):
            zh, en = "编号只能含文字、数字和 . _ -。", "An id holds letters, digits and . _ - only."
            yield _fault(number, column, cells["id"], "not-an-id", zh, en)
    if cells.get("category") not in list(CATEGORIES):
        expected = "、".join(CATEGORIES)
        zh, en = f"应为：{expected}。", f"One of these is expected: {', '.join(CATEGORIES)}."
        yield _fault(number, "category", cells.get("category"), "unknown-category", zh, en)
    difficulty = cells.get("difficulty")
    if not isinstance(difficulty, int) or isinstance(difficulty, bool) or not 1 <= difficulty <= HARDEST:
        zh, en = f"应为 1 至 {HARDEST} 的整数。", f"A whole number from 1 to {HARDEST} is expected."
        yield _fault(number, "difficulty", difficulty, "not-a-difficulty", zh, en)
    for column, code, zh, en in extra_columns.faults_of(cells):
        yield _fault(number, column, cells.get(column), code, zh, en)
    for column in sorted(set(cells) - {*COLUMNS, *extra_columns.EXTRAS}, key=str):
        yield _fault(number, str(column), cells[column], "unknown-column", "不认识的列。", "This column is not known.")
    yield from _check_options(number, cells)


def _check_options(number: int, cells: Mapping[str, Any]) -> Iterator[RowError]:
    kind, options, answer = cells.get("kind"), cells.get("options"), cells.get("answer")
    if kind not in list(Kind):
        zh, en = "应为：" + "、".join(Kind) + "。", f"One of these is expected: {', '.join(Kind)}."
        yield _fault(number, "kind", kind, "unknown-kind", zh, en)
        return
    if not isinstance(options, dict) or list(options) != list(LETTERS[: len(options)]) or len(options) < 2:  # noqa: PLR2004
        zh, en = "应为从 A 起连续的 2 至 8 个选项。", "2 to 8 options are expected, lettered from A on."
        yield _fault(number, "options", options, "not-options", zh, en)
        return
    texts = list(options.values())
    strange = next(filter(None, map(_strange, texts)), None)
    if strange is not None:
        yield _fault(number, "options", options, "invalid-character", *strange)
    elif not all(_is_text(text, OPTION_LIMIT) for text in texts) or len(set(texts)) != len(texts):
        zh = f"选项应为互不相同、1 至 {OPTION_LIMIT} 个字的文本。"
        en = f"Options are different texts of 1 to {OPTION_LIMIT} characters."
        yield _fault(number, "options", options, "not-options", zh, en)
    elif kind == Kind.TRUE_FALSE and tuple(texts) != TRUE_FALSE:
        zh, en = "判断题的选项应为“正确”和“错误”。", "The options of a true or false question are 正确 and 错误."
        yield _fault(number, "options", options, "not-true-false", zh, en)
    if not isinstance(answer, str) or not answer or len(set(answer)) != len(answer) or not set(answer) <= set(options):
        zh, en = "应为选项的字母。", "Letters of the options are expected."
        yield _fault(number, "answer", answer, "not-an-answer", zh, en)
    elif (len(answer) > 1) != (kind == Kind.MULTIPLE_CHOICE):
        zh = "单选题和判断题应有一个答案，多选题应有两个以上。"
        en = "One answer is expected, or at least two of a multiple choice."
        yield _fault(number, "answer", answer, "wrong-number-of-answers", zh, en)


def columns_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A checked row as the columns that a question is stored in."""
    same, texts = ("id", "category", "kind", "difficulty"), ("stem", "explanation", "source")
    return (
        {name: cells[name] for name in same}
        | {name: tidy(cells[name]) for name in texts}
        | extra_columns.extras_of(cells)
        | {
            "options": [tidy(option) for option in cells["options"].values()],
            "right_options": mask_of(cells["answer"]),
        }
    )


def contents_of(question: Question) -> dict[str, Any]:
    """What `columns_of` makes of the row that this version was written as."""
    return {
        "id": question.id,
        "category": question.category,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "stem": question.stem,
        "explanation": question.explanation,
        "source": question.source,
        "options": list(question.options),
        "right_options": question.right,
        **extra_columns.stored_extras(question),
    }


def _id_of(row: Row) -> str | None:
    found = row.cells.get("id") if isinstance(row.cells, dict) else None
    return found if isinstance(found, str) else None


def _is_text(value: object, limit: int) -> bool:
    """Line breaks may stand in a text; controls, halves of characters and what wrong bytes become may not."""
    return isinstance(value, str) and has_anything_visible(value) and len(value) <= limit and _strange(value) is None


def _strange(value: object) -> tuple[str, str] | None:
    """Which character may not stand in a text, in both languages."""
    found = refused(value, may_break=True) if isinstance(value, str) else None
    if found is None:
        return None
    return f"含有不能使用的字符 {named(found)}。", f"The character {named(found)} cannot be used."


def _fault(row: int, column: str, value: object, code: str, zh: str, en: str) -> RowError:
    return RowError(row, shown(column), shown(value), code, zh, en)

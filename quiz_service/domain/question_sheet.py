"""Questions as people write them into a sheet: a header in English or Chinese, one column for each option."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from quiz_service.domain.bank_file import CATEGORIES, COLUMNS, KINDS, Row, RowError
from quiz_service.domain.question import LETTERS

Cell = str | int | float | bool | date | time | timedelta | None
OPTIONS = {f"option_{letter.lower()}": letter for letter in LETTERS}
PLAIN = tuple(name for name in COLUMNS if name != "options")
CHINESE = {
    "编号": "id",
    "类别": "category",
    "题型": "kind",
    "难度": "difficulty",
    "题干": "stem",
    "答案": "answer",
    "解析": "explanation",
    "依据": "source",
} | {f"选项{letter}": column for column, letter in OPTIONS.items()}
FIRST_ROW = 2
"""Of the questions; row 1 is the header."""


def rows_of(lines: Sequence[Sequence[Cell]]) -> tuple[list[Row], list[RowError]]:
    """The rows of a sheet as those of a JSON file, and what is wrong with its form. Empty lines are left out."""
    header = [CHINESE.get(name, name) for name in (_text(cell) for cell in lines[0])] if lines else []
    while header and not header[-1]:
        header.pop()
    errors = list(_faults_of_header(header))
    if errors:
        return [], errors
    rows = []
    for number, line in enumerate(lines[1:], start=FIRST_ROW):
        texts = [_text(cell) for cell in line]
        if not any(texts):
            continue
        surplus = [text for text in texts[len(header) :] if text]
        if surplus:
            errors.append(
                _fault(number, "", surplus[0], "surplus-cell", "单元格多于表头。", "More cells than columns.")
            )
        rows.append(Row(number, _cells_of(dict(zip(header, texts, strict=False)))))
    return rows, errors


def _faults_of_header(header: Sequence[str]) -> list[RowError]:
    known = (*PLAIN, *OPTIONS)
    missing = [name for name in (*PLAIN, *list(OPTIONS)[:2]) if name not in header]
    return [
        *[_fault(1, name, "", "missing-column", "缺少此列。", "This column is missing.") for name in missing],
        *[
            _fault(1, name, name, "unknown-column", "不认识的列。", "Not a known column.")
            for name in header
            if name not in known
        ],
        *[
            _fault(1, name, name, "duplicate-column", "此列重复。", "This column is there twice.")
            for name in known
            if header.count(name) > 1
        ],
    ]


def _cells_of(texts: dict[str, str]) -> dict[str, Any]:
    cells: dict[str, Any] = {name: texts.get(name, "") for name in PLAIN}
    cells["options"] = {letter: texts[column] for column, letter in OPTIONS.items() if texts.get(column)}
    cells["category"] = _name_of(cells["category"], CATEGORIES)
    cells["kind"] = _name_of(cells["kind"], KINDS)
    cells["answer"] = cells["answer"].upper()
    if cells["difficulty"].isascii() and cells["difficulty"].isdigit():
        cells["difficulty"] = int(cells["difficulty"][:9])
    return cells


def _name_of(text: str, names: Any) -> str:
    return next((name for name, label in names.items() if label == text), text)


def _text(cell: Cell) -> str:
    """What a person sees in the cell: a number that is whole is written without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _fault(row: int, column: str, value: str, code: str, zh: str, en: str) -> RowError:
    return RowError(row, column[:80], value[:80], code, zh, en)

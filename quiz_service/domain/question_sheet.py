"""Questions as people write them into a sheet: a header in English or Chinese, one column for each option."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from quiz_service.domain.bank_file import CATEGORIES, COLUMNS, KINDS, TRUE_FALSE, Row, RowError
from quiz_service.domain.extra_columns import DATES, EXTRAS, ids_in
from quiz_service.domain.question import LETTERS, Kind
from services.kit.cells import Cell, WrongKind, no_number, no_text
from services.kit.cells import Kind as CellKind
from services.kit.headed_tables import Columns, Record, shown

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
    "题族": "family",
    "互斥题": "enemies",
    "适用对象": "audience",
    "生效日期": "valid_from",
    "失效日期": "valid_until",
    "依据文件": "document",
    "年份": "year",
    "条款": "article",
    "网址": "address",
    "图片": "picture",
    "图片说明": "picture_alt",
} | {f"选项{letter}": column for column, letter in OPTIONS.items()}
SHEET = Columns(required=(*PLAIN, *list(OPTIONS)[:2]), optional=[*list(OPTIONS)[2:], *EXTRAS], other_names=CHINESE)
NUMBER = "difficulty"
NUMBERS = (NUMBER, "year")
AUDIENCES = {"公众": "public", "专业人员": "official"}
SHORT_KINDS = {
    "单选": Kind.SINGLE_CHOICE,
    "单项选择题": Kind.SINGLE_CHOICE,
    "多选": Kind.MULTIPLE_CHOICE,
    "多项选择题": Kind.MULTIPLE_CHOICE,
    "判断": Kind.TRUE_FALSE,
}
LEVELS = {"易": 1, "中": 2, "难": 3}
TRUE, FALSE = frozenset(["正确", "对", "√", "是", "T", "TRUE"]), frozenset(["错误", "错", "×", "否", "F", "FALSE"])
SEPARATORS = re.compile(r"[\s,、;/.|]")
"""What people write between the letters of an answer."""


def rows_of(records: Sequence[Record]) -> tuple[list[Row], list[RowError]]:
    """The rows of a sheet as those of a JSON file, and the cells that hold no text where one is meant."""
    errors = [error for record in records for error in _faults(record)]
    return [Row(record.number, _cells_of(record)) for record in records], errors


def _faults(record: Record) -> list[RowError]:
    checked = {column: (_wrong(column, cell), cell) for column, cell in record.cells.items()}
    return [
        RowError(record.number, column, shown(cell.text), fault.code, fault.zh, fault.en)
        for column, (fault, cell) in checked.items()
        if fault is not None
    ]


def _wrong(column: str, cell: Cell) -> WrongKind | None:
    if column in DATES and cell.kind is CellKind.DATE:
        return None
    return no_number(cell) if column in NUMBERS else no_text(cell)


def _cells_of(record: Record) -> dict[str, Any]:
    cells: dict[str, Any] = {name: record.text(name) for name in PLAIN}
    cells["options"] = {letter: record.text(column) for column, letter in OPTIONS.items() if record.text(column)}
    cells["category"] = _name_of(cells["category"], CATEGORIES)
    cells["kind"] = _name_of(cells["kind"], KINDS)
    cells["kind"] = SHORT_KINDS.get(cells["kind"], cells["kind"])
    cells["answer"] = SEPARATORS.sub("", unicodedata.normalize("NFKC", cells["answer"])).upper()
    if cells["kind"] == Kind.TRUE_FALSE:
        _spell_out(cells)
    figure = unicodedata.normalize("NFKC", cells[NUMBER])
    if figure.isascii() and figure.isdigit():
        cells[NUMBER] = int(figure[:9])
    cells[NUMBER] = LEVELS.get(figure, cells[NUMBER])
    return cells | _extras_of(record)


def _extras_of(record: Record) -> dict[str, Any]:
    cells: dict[str, Any] = {name: record.text(name) for name in EXTRAS if record.text(name)}
    if "enemies" in cells:
        cells["enemies"] = ids_in(cells["enemies"])
    if "audience" in cells:
        cells["audience"] = AUDIENCES.get(cells["audience"], cells["audience"])
    if cells.get("year", "").isdecimal():
        cells["year"] = int(cells["year"][:9])
    return cells


def _spell_out(cells: dict[str, Any]) -> None:
    """True and false in the words that people use; the options may be left out."""
    cells["answer"] = "A" if cells["answer"] in TRUE else "B" if cells["answer"] in FALSE else cells["answer"]
    first, second = cells["options"].get("A", "正确"), cells["options"].get("B", "错误")
    if len(cells["options"]) in (0, len(TRUE_FALSE)) and first.upper() in TRUE and second.upper() in FALSE:
        cells["options"] = dict(zip(LETTERS, TRUE_FALSE, strict=False))


def _name_of(text: str, names: Mapping[str, str]) -> str:
    return next((name for name, label in names.items() if label == text), text)

"""Questions as people write them into a sheet: a header in English or Chinese, one column for each option."""

from collections.abc import Mapping, Sequence
from typing import Any

from quiz_service.domain.bank_file import CATEGORIES, COLUMNS, KINDS, Row, RowError
from quiz_service.domain.question import LETTERS
from services.kit.cells import no_number, no_text
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
} | {f"选项{letter}": column for column, letter in OPTIONS.items()}
SHEET = Columns(required=(*PLAIN, *list(OPTIONS)[:2]), optional=list(OPTIONS)[2:], other_names=CHINESE)
NUMBER = "difficulty"


def rows_of(records: Sequence[Record]) -> tuple[list[Row], list[RowError]]:
    """The rows of a sheet as those of a JSON file, and the cells that hold no text where one is meant."""
    errors = [error for record in records for error in _faults(record)]
    return [Row(record.number, _cells_of(record)) for record in records], errors


def _faults(record: Record) -> list[RowError]:
    checked = {
        column: (no_number(cell) if column == NUMBER else no_text(cell), cell) for column, cell in record.cells.items()
    }
    return [
        RowError(record.number, column, shown(cell.text), fault.code, fault.zh, fault.en)
        for column, (fault, cell) in checked.items()
        if fault is not None
    ]


def _cells_of(record: Record) -> dict[str, Any]:
    cells: dict[str, Any] = {name: record.text(name) for name in PLAIN}
    cells["options"] = {letter: record.text(column) for column, letter in OPTIONS.items() if record.text(column)}
    cells["category"] = _name_of(cells["category"], CATEGORIES)
    cells["kind"] = _name_of(cells["kind"], KINDS)
    cells["answer"] = cells["answer"].upper()
    if cells[NUMBER].isascii() and cells[NUMBER].isdigit():
        cells[NUMBER] = int(cells[NUMBER][:9])
    return cells


def _name_of(text: str, names: Mapping[str, str]) -> str:
    return next((name for name, label in names.items() if label == text), text)

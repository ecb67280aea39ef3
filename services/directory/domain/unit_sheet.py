"""Sheets of units as people send them: XLSX, CSV or JSON in, rows of text out."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from services.directory.domain.errors import CellFault, FaultySheet, SheetTooLarge, SheetUnreadable
from services.kit import workbooks
from services.kit.cells import no_number, no_text
from services.kit.characters import with_plain_spaces
from services.kit.headed_tables import Columns, FaultyTable, Record, records_of, shown
from services.kit.pinyin import sort_key

REQUIRED_COLUMNS = ("code", "name", "parent")
NUMBER = "registered_base"
ENTRY = "entry"
COLUMNS = (*REQUIRED_COLUMNS, NUMBER, ENTRY)
CHINESE = {
    "单位代码": "code",
    "单位名称": "name",
    "上级单位代码": "parent",
    "登记基数": NUMBER,
    "单位类别": ENTRY,
}
SHEET = Columns(REQUIRED_COLUMNS, [NUMBER, ENTRY], CHINESE)
ENTRIES_ZH = {"地区": "region", "企业": "enterprise", "组织": "organisation"}
MOST_ROWS = 50_000
LONGEST_NAME = 100


@dataclass(frozen=True)
class SheetRow:
    """One row, its cells trimmed; an absent cell is empty. `number` is what a person counts.

    `sort_key` is that of the name, where it was already made. `entry` empty is that of the parent.
    """

    number: int
    code: str
    name: str
    parent: str
    registered_base: str
    entry: str = ""
    sort_key: str = ""


@dataclass(frozen=True)
class SentSheet:
    is_json: bool
    content: bytes


def read_sheet(sent: SentSheet) -> list[SheetRow]:
    """The rows with the keys that their names are ordered by, which take most of an import's time.

    Raises `FaultySheet`, `SheetUnreadable` or `SheetTooLarge`.
    """
    rows = parse_json(sent.content) if sent.is_json else parse_table(sent.content)
    return [replace(row, sort_key=sort_key(row.name[:LONGEST_NAME])) for row in rows]


def parse_table(content: bytes) -> list[SheetRow]:
    """Reads a workbook or CSV. Raises `FaultySheet`, `SheetUnreadable` or `SheetTooLarge`."""
    try:
        records = records_of(content, SHEET, MOST_ROWS)
    except FaultyTable as error:
        raise FaultySheet([CellFault(**asdict(fault)) for fault in error.faults]) from error
    except workbooks.Unreadable as error:
        raise SheetUnreadable from error
    except workbooks.TooLarge as error:
        raise SheetTooLarge(extra={"most_rows": MOST_ROWS}) from error
    faults = [fault for record in records for fault in _faults_of_cells(record)]
    if faults:
        raise FaultySheet(faults)
    return _bounded([_row(each.number, {name: each.text(name) for name in COLUMNS}) for each in records])


def parse_json(content: bytes) -> list[SheetRow]:
    """Reads an array of objects. Rows are counted from 1. Raises `FaultySheet`."""
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FaultySheet([_fault(1, "", "", "json-invalid", "不是有效的 JSON。", "Not valid JSON.")]) from error
    if not isinstance(rows, list):
        raise FaultySheet([_fault(1, "", "", "not-a-list", "应为对象的数组。", "An array of objects is expected.")])
    faults = [fault for number, row in enumerate(rows, start=1) for fault in _faults_of_object(number, row)]
    if faults:
        raise FaultySheet(faults)
    return _bounded(
        [
            _row(number, {name: "" if value is None else str(value) for name, value in row.items()})
            for number, row in enumerate(rows, start=1)
        ]
    )


def _faults_of_cells(record: Record) -> Iterator[CellFault]:
    for column, cell in record.cells.items():
        fault = no_number(cell) if column == NUMBER else no_text(cell)
        if fault is not None:
            yield _fault(record.number, column, cell.text, fault.code, fault.zh, fault.en)


def _faults_of_object(number: int, row: Any) -> list[CellFault]:
    if not isinstance(row, dict):
        return [_fault(number, "", str(row), "not-an-object", "应为对象。", "An object is expected.")]
    faults = [_unknown_column(number, name) for name in row if name not in COLUMNS]
    for name in COLUMNS:
        value = row.get(name)
        is_number = isinstance(value, int) and not isinstance(value, bool) and name == "registered_base"
        if value is not None and not isinstance(value, str) and not is_number:
            faults.append(_fault(number, name, json.dumps(value), "wrong-type", "类型有误。", "Not of the right type."))
    return faults


def _bounded(rows: list[SheetRow]) -> list[SheetRow]:
    if len(rows) > MOST_ROWS:
        raise SheetTooLarge(extra={"most_rows": MOST_ROWS})
    return rows


def _row(number: int, cells: dict[str, str]) -> SheetRow:
    plain = {name: with_plain_spaces(cells.get(name, "")) for name in COLUMNS}
    return SheetRow(number, **{**plain, ENTRY: ENTRIES_ZH.get(plain[ENTRY], plain[ENTRY])})


def _unknown_column(row: int, name: str) -> CellFault:
    return _fault(row, name, name, "unknown-column", "不认识的列。", "No such column.")


def _fault(row: int, column: str, value: str, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row, shown(column), shown(value), code, zh, en)

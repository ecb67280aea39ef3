"""Sheets of units as people send them: CSV or JSON in, rows of text out."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.directory.domain.errors import CellFault, FaultySheet

REQUIRED_COLUMNS = ("code", "name", "parent")
COLUMNS = (*REQUIRED_COLUMNS, "registered_base")


@dataclass(frozen=True)
class SheetRow:
    """One row, its cells trimmed; an absent cell is empty. `number` is what a person counts."""

    number: int
    code: str
    name: str
    parent: str
    registered_base: str


def parse_csv(content: bytes) -> list[SheetRow]:
    """Reads UTF-8 and, as Chinese spreadsheets write it, GB 18030. Raises `FaultySheet`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    header = [name.strip() for name in lines[0]] if lines else []
    _check_header(header)
    numbered = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(cell.strip() for cell in line)]
    surplus = [
        _fault(number, "", line[len(header)], "surplus-cell", "单元格多于表头。", "More cells than the header has.")
        for number, line in numbered
        if len(line) > len(header)
    ]
    if surplus:
        raise FaultySheet(surplus)
    return [_row(number, dict(zip(header, line, strict=False))) for number, line in numbered]


def parse_json(content: bytes) -> list[SheetRow]:
    """Reads an array of objects. Rows are counted from 1. Raises `FaultySheet`."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FaultySheet([_fault(1, "", "", "json-invalid", "不是有效的 JSON。", "Not valid JSON.")]) from error
    if not isinstance(rows, list):
        raise FaultySheet([_fault(1, "", "", "not-a-list", "应为对象的数组。", "An array of objects is expected.")])
    faults = [fault for number, row in enumerate(rows, start=1) for fault in _faults_of_object(number, row)]
    if faults:
        raise FaultySheet(faults)
    return [
        _row(number, {name: "" if value is None else str(value) for name, value in row.items()})
        for number, row in enumerate(rows, start=1)
    ]


def _check_header(header: Sequence[str]) -> None:
    faults = [
        _fault(1, name, "", "missing-column", "缺少此列。", "This column is missing.")
        for name in REQUIRED_COLUMNS
        if name not in header
    ]
    faults += [_unknown_column(1, name) for name in header if name not in COLUMNS]
    faults += [
        _fault(1, name, name, "duplicate-column", "此列重复。", "This column is there twice.")
        for name in COLUMNS
        if header.count(name) > 1
    ]
    if faults:
        raise FaultySheet(faults)


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


def _row(number: int, cells: dict[str, str]) -> SheetRow:
    return SheetRow(number, *(cells.get(name, "").strip() for name in COLUMNS))


def _unknown_column(row: int, name: str) -> CellFault:
    return _fault(row, name, name, "unknown-column", "不认识的列。", "No such column.")


def _fault(row: int, column: str, value: str, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row, column, value, code, zh, en)

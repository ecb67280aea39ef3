"""From the rows of a sheet to definitions of units, with every fault of every row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.directory.domain.errors import CellFault, FaultySheet
from services.directory.domain.unit_sheet import SheetRow
from services.directory.domain.units import Definition, Unit, is_code

LONGEST_NAME = 100
LARGEST_BASE = 2_000_000_000
DEEPEST = 10
"""A path travels in every token and event, so a tree has an end."""


@dataclass(frozen=True)
class _Sheet:
    rows: Mapping[str, SheetRow]
    known: Mapping[str, Unit]

    def ancestors(self, row: SheetRow) -> list[str]:
        """Parents of a row that the sheet itself defines, nearest first; ends where a circle closes."""
        found = [row.code]
        parent = row.parent
        while parent in self.rows and parent not in self.known and parent not in found:
            found.append(parent)
            parent = self.rows[parent].parent
        return [*found[1:], parent]


def definitions(rows: Sequence[SheetRow], known: Mapping[str, Unit]) -> list[Definition]:
    """Parents before children. Raises `FaultySheet` with all faults."""
    first_rows: dict[str, SheetRow] = {}
    for row in rows:
        first_rows.setdefault(row.code, row)
    sheet = _Sheet(first_rows, known)
    faults = [fault for row in rows for fault in _faults(row, sheet)]
    if faults:
        raise FaultySheet(faults)
    return [_definition(row) for row in sorted(rows, key=lambda row: len(sheet.ancestors(row)))]


def _definition(row: SheetRow) -> Definition:
    base = int(row.registered_base) if row.registered_base else None
    return Definition(row.code, row.name, row.parent, registered_base=base)


def _faults(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    if not is_code(row.code):
        yield _code_fault(
            row, "invalid-code", "应为字母、数字、点、横线，至多 32 个。", "Up to 32 of A-Z a-z 0-9 . _ -"
        )
    elif sheet.rows[row.code] is not row:
        first = sheet.rows[row.code].number
        yield _code_fault(row, "duplicate-code", f"与第 {first} 行重复。", f"Row {first} has this code already.")
    if not row.name or len(row.name) > LONGEST_NAME or not row.name.isprintable():
        zh, en = f"应为 1 至 {LONGEST_NAME} 个字符。", f"1 to {LONGEST_NAME} printable characters."
        yield CellFault(row.number, "name", row.name, "invalid-name", zh, en)
    base = row.registered_base
    if base and not (base.isascii() and base.isdigit() and len(base) <= len(str(LARGEST_BASE))):
        zh, en = "应为不小于零的整数。", "A whole number, not negative."
        yield CellFault(row.number, "registered_base", base, "invalid-number", zh, en)
    elif base and int(base) > LARGEST_BASE:
        zh, en = f"不得大于 {LARGEST_BASE}。", f"At most {LARGEST_BASE}."
        yield CellFault(row.number, "registered_base", base, "invalid-number", zh, en)
    yield from _faults_of_parent(row, sheet)


def _faults_of_parent(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    before = sheet.known.get(row.code)
    parent = sheet.known.get(row.parent)
    if before is not None:
        if before.parent != row.parent:
            where = before.parent or "-"
            zh, en = f"单位不能更换上级（现为 {where}）。", f"A unit cannot move; it stands below {where}."
            yield _parent_fault(row, "parent-changed", zh, en)
    elif parent is not None and not parent.is_active:
        yield _parent_fault(row, "retired-parent", "上级单位已停用。", "The parent is retired.")
    elif parent is None and row.parent not in sheet.rows:
        yield _parent_fault(row, "unknown-parent", "上级单位不存在。", "No such unit, nor is it in this sheet.")
    else:
        yield from _faults_of_place(row, sheet)


def _faults_of_place(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    """Of a new unit whose parent is there, or is new itself."""
    ancestors = sheet.ancestors(row)
    top = sheet.known.get(ancestors[-1])
    if ancestors[-1] == row.code:
        yield _parent_fault(row, "circle", "上级关系成环。", "This unit stands above itself.")
    elif top is not None and len(top.path) + len(ancestors) > DEEPEST:
        yield _parent_fault(row, "too-deep", f"层级多于 {DEEPEST} 级。", f"More than {DEEPEST} levels.")


def _code_fault(row: SheetRow, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row.number, "code", row.code, code, zh, en)


def _parent_fault(row: SheetRow, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row.number, "parent", row.parent, code, zh, en)

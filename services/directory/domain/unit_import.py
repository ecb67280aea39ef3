"""From the rows of a sheet to definitions of units, with every fault of every row."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.directory.domain.errors import CellFault, FaultySheet
from services.directory.domain.unit_sheet import LONGEST_NAME, SheetRow
from services.directory.domain.units import ORGANISATION, ROOTS, Definition, Unit, is_code
from services.kit.characters import is_name, named, refused
from services.kit.headed_tables import shown

ENTRIES = (*ROOTS, ORGANISATION)
LARGEST_BASE = 2_000_000_000
DEEPEST = 10
"""A path travels in every token and event, so a tree has an end."""


@dataclass(frozen=True)
class _Place:
    """How many rows of the sheet a new unit stands below, counting itself, and on what the topmost of them hangs."""

    depth: int
    top: str
    is_in_circle: bool = False


@dataclass(frozen=True)
class _Sheet:
    """`places` are those of the units that the sheet adds."""

    rows: Mapping[str, SheetRow]
    known: Mapping[str, Unit]
    places: Mapping[str, _Place]
    printable: Container[int] | None


def _places(rows: Mapping[str, SheetRow], known: Mapping[str, Unit]) -> Mapping[str, _Place]:
    """Each row is walked over once: a sheet may be one long chain."""
    found: dict[str, _Place] = {}
    for code in rows:
        trail: dict[str, None] = {}
        while code in rows and code not in known and code not in found and code not in trail:
            trail[code] = None
            code = rows[code].parent  # noqa: PLW2901 - upwards
        walked = list(trail)
        if code in trail:
            start = walked.index(code)
            found |= {each: _Place(0, code, is_in_circle=True) for each in walked[start:]}
            walked = walked[:start]
        place = found.get(code, _Place(0, code))
        for depth, each in enumerate(reversed(walked), start=place.depth + 1):
            found[each] = _Place(depth, place.top)
    return found


def definitions(
    rows: Sequence[SheetRow], known: Mapping[str, Unit], printable: Container[int] | None = None
) -> list[Definition]:
    """Parents before children. `printable` are the code points that can be put on paper; None asks for nothing.

    Raises `FaultySheet` with all faults.
    """
    first_rows: dict[str, SheetRow] = {}
    for row in rows:
        first_rows.setdefault(row.code, row)
    sheet = _Sheet(first_rows, known, _places(first_rows, known), printable)
    faults = [fault for row in rows for fault in _faults(row, sheet)]
    if faults:
        raise FaultySheet(faults)
    return [_definition(row) for row in sorted(rows, key=lambda row: _depth(row, sheet))]


def _depth(row: SheetRow, sheet: _Sheet) -> int:
    place = sheet.places.get(row.code)
    return 0 if place is None else place.depth


def _definition(row: SheetRow) -> Definition:
    base = int(row.registered_base) if row.registered_base else None
    return Definition(row.code, row.name, row.parent, registered_base=base, entry=row.entry or None)


def _faults(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    if not is_code(row.code):
        yield _code_fault(
            row, "invalid-code", "应为字母、数字、点、横线，至多 32 个。", "Up to 32 of A-Z a-z 0-9 . _ -"
        )
    elif sheet.rows[row.code] is not row:
        first = sheet.rows[row.code].number
        yield _code_fault(row, "duplicate-code", f"与第 {first} 行重复。", f"Row {first} has this code already.")
    strange = refused(row.name)
    if strange is not None:
        zh, en = f"含有不能使用的字符 {named(strange)}。", f"The character {named(strange)} cannot be used."
        yield CellFault(row.number, "name", shown(row.name), "invalid-name", zh, en)
    elif not is_name(row.name, LONGEST_NAME):
        zh, en = f"应为 1 至 {LONGEST_NAME} 个字符。", f"1 to {LONGEST_NAME} printable characters."
        yield CellFault(row.number, "name", shown(row.name), "invalid-name", zh, en)
    elif lacking := [each for each in row.name if sheet.printable is not None and ord(each) not in sheet.printable]:
        zh, en = f"打印字体中没有“{lacking[0]}”字。", f"The print font lacks {named(lacking[0])}."
        yield CellFault(row.number, "name", shown(row.name), "unprintable-character", zh, en)
    base = row.registered_base
    if base and not (base.isascii() and base.isdigit() and len(base) <= len(str(LARGEST_BASE))):
        zh, en = "应为不小于零的整数。", "A whole number, not negative."
        yield CellFault(row.number, "registered_base", shown(base), "invalid-number", zh, en)
    elif base and int(base) > LARGEST_BASE:
        zh, en = f"不得大于 {LARGEST_BASE}。", f"At most {LARGEST_BASE}."
        yield CellFault(row.number, "registered_base", shown(base), "invalid-number", zh, en)
    if row.entry and row.entry not in ENTRIES:
        zh, en = "应为：地区、企业、组织。", f"One of: {', '.join(ENTRIES)}."
        yield _entry_fault(row, "unknown-entry", zh, en)
    yield from _faults_of_parent(row, sheet)


def _faults_of_parent(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    before = sheet.known.get(row.code)
    parent = sheet.known.get(row.parent)
    if before is not None:
        if before.parent != row.parent:
            where = before.parent or "-"
            zh, en = f"单位不能更换上级（现为 {where}）。", f"A unit cannot move; it stands below {where}."
            yield _parent_fault(row, "parent-changed", zh, en)
        if row.entry in ENTRIES and row.entry != before.entry:
            yield _entry_fault(row, "entry-changed", "单位类别不能更改。", f"The unit is of entry {before.entry}.")
    elif parent is not None and not parent.is_active:
        yield _parent_fault(row, "retired-parent", "上级单位已停用。", "The parent is retired.")
    elif parent is None and row.parent not in sheet.rows:
        yield _parent_fault(row, "unknown-parent", "上级单位不存在。", "No such unit, nor is it in this sheet.")
    else:
        yield from _faults_of_place(row, sheet)


def _faults_of_place(row: SheetRow, sheet: _Sheet) -> Iterator[CellFault]:
    """Of a new unit whose parent is there, or is new itself."""
    place = sheet.places[row.code]
    top = sheet.known.get(place.top)
    if place.is_in_circle:
        yield _parent_fault(row, "circle", "上级关系成环。", "This unit stands above itself.")
    elif top is not None and len(top.path) + place.depth > DEEPEST:
        yield _parent_fault(row, "too-deep", f"层级多于 {DEEPEST} 级。", f"More than {DEEPEST} levels.")
    elif top is not None and row.entry in ENTRIES and row.entry not in (ORGANISATION, _entry_of(row.parent, sheet)):
        yield _entry_fault(row, "other-entry", "应与上级单位同类，或为组织。", "That of the parent, or organisation.")


def _entry_of(code: str, sheet: _Sheet) -> str:
    """Of a unit that is known or stands below one in this sheet, in no circle."""
    while code not in sheet.known and not sheet.rows[code].entry:
        code = sheet.rows[code].parent
    return sheet.known[code].entry if code in sheet.known else sheet.rows[code].entry


def _code_fault(row: SheetRow, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row.number, "code", shown(row.code), code, zh, en)


def _entry_fault(row: SheetRow, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row.number, "entry", shown(row.entry), code, zh, en)


def _parent_fault(row: SheetRow, code: str, zh: str, en: str) -> CellFault:
    return CellFault(row.number, "parent", shown(row.parent), code, zh, en)

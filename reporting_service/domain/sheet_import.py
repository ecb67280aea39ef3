"""A sheet that comes back: compared cell by cell with what it was made from and with what stands now (R3.11)."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Indicator, Template
from reporting_service.domain.values import MOST_ACTIVITIES, Activity, fault_in, fault_of_name, figure_in
from services.kit.cells import Cell as SheetCell
from services.kit.cells import Kind, Line, no_number, no_text
from services.kit.characters import with_plain_spaces
from services.kit.errors import FieldError, Invalid

FIRST_ROW = 3
BLANK_ACTIVITIES = 20
ACTIVITIES_BELOW = "activities_below"
"""Rows of units below, which are shown and not read."""
ACTIVITIES = "other_activities"
ACTIVITIES_ZH = "其他特色活动"
_SECOND_ROW = 2
_UNSEEN = 1e-9


class Column(IntEnum):
    ID = 0
    SECTION = 1
    LABEL = 2
    UNIT = 3
    OWN = 4
    BELOW = 5
    TOTAL = 6
    EXPORTED = 7


_FOR_PEOPLE = (Column.OWN, Column.LABEL, Column.BELOW, Column.SECTION)


@dataclass(frozen=True)
class Cell:
    """`place` as a person reads it: E7."""

    place: str
    indicator: str
    value: int | None
    exported: int | None


@dataclass(frozen=True)
class Imported:
    cells: Sequence[Cell]
    activities: Sequence[Activity]
    exported_activities: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """`changes` are the sheet's; `conflicts` those that somebody changed otherwise in the system meanwhile."""

    changes: Sequence[tuple[Cell, int | None]]
    conflicts: Sequence[tuple[Cell, int | None]]
    activities: Sequence[Activity] | None
    is_activities_conflict: bool

    @property
    def values(self) -> dict[str, int | None]:
        return {cell.indicator: cell.value for cell, _ in self.changes}


def imported_of(lines: Sequence[Line], template: Template) -> Imported:
    """Raises `Invalid` naming every cell that is wrong."""
    reading = _Reading(template)
    for line in lines:
        if line.number == _SECOND_ROW:
            reading.exported_activities = _activities_of(line.text(Column.EXPORTED))
        elif line.number > FIRST_ROW:
            reading.take(line)
    if reading.faults:
        raise Invalid(errors=reading.faults)
    return Imported(reading.cells, reading.activities, reading.exported_activities)


class _Reading:
    """A sheet row by row: indicators by their hidden ids, then activities, which people may go on with below."""

    def __init__(self, template: Template) -> None:
        self.cells: list[Cell] = []
        self.activities: list[Activity] = []
        self.exported_activities: Sequence[Mapping[str, Any]] = []
        self.faults: list[FieldError] = []
        self._known = {each.id: each for each in template.indicators}
        self._has_activities = template.has_activities
        self._is_among_activities = False

    def take(self, line: Line) -> None:
        name = line.text(Column.ID)
        if name in self._known:
            self._take_indicator(line, self._known.pop(name))
        elif self._has_activities and (name == ACTIVITIES or (not name and self._is_among_activities)):
            self._is_among_activities = True
            self._take_activity(line)
        elif name != ACTIVITIES_BELOW and line.text(Column.SECTION) != ACTIVITIES_ZH:
            self._refuse(line)

    def _take_indicator(self, line: Line, indicator: Indicator) -> None:
        place = f"E{line.number}"
        value, fault = number_of(line.cells.get(Column.OWN), indicator.quoted_zh, indicator.unit, place)
        exported, hidden = number_of(line.cells.get(Column.EXPORTED), "导出时的数值", "", f"H{line.number}")
        self.faults += [each for each in (fault, hidden) if each is not None]
        self.cells.append(Cell(place, indicator.id, value, exported))

    def _take_activity(self, line: Line) -> None:
        held = [line.cells.get(column) for column in (Column.LABEL, Column.OWN, Column.BELOW)]
        if not any(held):
            self._refuse(line)
            return
        name, fault = _name_of(held[0], f"C{line.number}")
        occurrences, second = number_of(held[1], "组织", "场/次", f"E{line.number}")
        attendances, third = number_of(held[2], "参与", "人次", f"F{line.number}")
        faults = [each for each in (fault, second, third) if each is not None]
        self.faults += faults
        if not faults:
            self.activities.append(Activity(name, occurrences, attendances))
        if len(self.activities) > MOST_ACTIVITIES:
            zh, en = f"其他特色活动至多 {MOST_ACTIVITIES} 项。", f"At most {MOST_ACTIVITIES} activities."
            self.faults.append(FieldError(f"/C{line.number}", "too-long", zh, en))

    def _refuse(self, line: Line) -> None:
        """A row that belongs to nothing on the form: written between ours or below them, or there twice."""
        seen = sorted(column for column in line.cells if column != Column.ID)
        cell = next((line.cells[column] for column in (*_FOR_PEOPLE, *seen) if column in line.cells), None)
        if cell is not None:
            self.faults.append(surplus_fault(cell.place))


def number_of(cell: SheetCell | None, label: str, unit: str, place: str) -> tuple[int | None, FieldError | None]:
    """The figure that a person sees in the cell, or why there is none; no cell is a blank."""
    if cell is None:
        return None, None
    wrong = no_number(cell)
    if wrong is not None:
        return None, FieldError(f"/{place}", wrong.code, wrong.zh, wrong.en)
    content = figure_in(cell.text, unit) if cell.kind is Kind.TEXT else _as_shown(cell.number)
    fault = fault_in(cell.text if content is None else content, label, unit, f"/{place}")
    return (None if fault or content is None else int(content)), fault


def _as_shown(number: float | None) -> float | None:
    """A sum of fractions may lie beside the whole number that its cell shows."""
    is_whole = isinstance(number, float) and math.isfinite(number) and abs(number - round(number)) < _UNSEEN
    return round(number) if is_whole and number is not None else number


def surplus_fault(place: str) -> FieldError:
    zh = f"{place} 所在行不是表中的行，其内容无法导入，请移到对应的行或删除。"
    en = f"The row of {place} is none of the form, so it cannot be imported; move what it holds, or delete it."
    return FieldError(f"/{place}", "surplus-row", zh, en)


def _name_of(cell: SheetCell | None, place: str) -> tuple[str, FieldError | None]:
    wrong = None if cell is None else no_text(cell)
    if wrong is not None:
        return "", FieldError(f"/{place}", wrong.code, wrong.zh, wrong.en)
    name = "" if cell is None else with_plain_spaces(cell.text.replace("\n", " "))
    return name, fault_of_name(name, f"/{place}")


def compare(filing: Filing, imported: Imported) -> Difference:
    """What the sheet would change in the report as it is now."""
    changed = [cell for cell in imported.cells if cell.value != cell.exported]
    now = filing.values
    differing = [(cell, now.get(cell.indicator)) for cell in changed if cell.value != now.get(cell.indicator)]
    followed = {name for name in filing.live if name not in filing.report.cells}
    # Contest figures move by themselves; that is nobody's edit.
    conflicts = [pair for pair in differing if pair[1] != pair[0].exported and pair[0].indicator not in followed]
    rows = [asdict(row) for row in imported.activities]
    current, exported = list(filing.other_activities), list(imported.exported_activities)
    is_changed = filing.template.has_activities and rows not in (exported, current)
    return Difference(
        changes=[pair for pair in differing if pair not in conflicts],
        conflicts=conflicts,
        activities=imported.activities if is_changed else None,
        is_activities_conflict=is_changed and current != exported,
    )


def _activities_of(text: Any) -> Sequence[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return []
    return found if isinstance(found, list) else []

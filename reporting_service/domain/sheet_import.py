"""A sheet that comes back: compared cell by cell with what it was made from and with what stands now (R3.11)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Template
from reporting_service.domain.values import Activity, fault_of, parse_activities
from services.kit.errors import FieldError, Invalid

FIRST_ROW = 3
BLANK_ACTIVITIES = 20


class Column(IntEnum):
    ID = 0
    SECTION = 1
    LABEL = 2
    UNIT = 3
    OWN = 4
    BELOW = 5
    TOTAL = 6
    EXPORTED = 7


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


def imported_of(rows: Sequence[Sequence[Any]], template: Template) -> Imported:
    """Raises `Invalid` naming every cell that is wrong."""
    known = {each.id: each for each in template.indicators}
    cells: list[Cell] = []
    faults: list[FieldError] = []
    activities: list[dict[str, Any]] = []
    for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW + 1):
        padded = [_bare(each) for each in (*row, *[""] * len(Column))]
        name, place = padded[Column.ID], f"E{number}"
        if name in known:
            fault = fault_of(padded[Column.OWN], known[name], f"/{place}")
            if fault is not None:
                faults.append(fault)
            else:
                cells.append(Cell(place, name, padded[Column.OWN], padded[Column.EXPORTED]))
        elif name == "other_activities":
            activities.append(_activity(padded))
    parsed, more = parse_activities([each for each in activities if any(part is not None for part in each.values())])
    if faults or more:
        raise Invalid(errors=[*faults, *more])
    exported = rows[1][Column.EXPORTED] if len(rows) > 1 and len(rows[1]) > Column.EXPORTED else ""
    return Imported(cells, parsed, _activities_of(exported))


def compare(filing: Filing, imported: Imported) -> Difference:
    """What the sheet would change in the report as it is now."""
    changed = [cell for cell in imported.cells if cell.value != cell.exported]
    now = filing.values
    differing = [(cell, now.get(cell.indicator)) for cell in changed if cell.value != now.get(cell.indicator)]
    followed = {name for name in filing.live if name not in filing.sheet.cells}
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


def _bare(content: Any) -> Any:
    if content == "":
        return None
    return int(content) if isinstance(content, float) and content.is_integer() else content


def _activity(row: Sequence[Any]) -> dict[str, Any]:
    name = row[Column.LABEL]
    return {
        "activity_name": str(name) if name is not None else None,
        "occurrences": row[Column.OWN],
        "attendances": row[Column.BELOW],
    }


def _activities_of(text: Any) -> Sequence[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return []
    return found if isinstance(found, list) else []

"""A sheet that came back."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from reporting_service.domain.sheet_import import Cell, Difference
from reporting_service.wire.reports import ActivityReply


class CellChange(BaseModel):
    cell: str
    indicator: str
    before: int | None
    after: int | None


class CellConflict(CellChange):
    """`exported` is what the sheet was made with, `before` what stands in the system now."""

    exported: int | None


class SheetImportReply(BaseModel):
    is_dry_run: bool
    changes: list[CellChange]
    conflicts: list[CellConflict]
    other_activities: list[ActivityReply] | None

    @classmethod
    def of(cls, found: Difference, *, is_dry_run: bool) -> "SheetImportReply":
        def changed(cell: Cell, now: int | None) -> dict[str, Any]:
            return {"cell": cell.place, "indicator": cell.indicator, "before": now, "after": cell.value}

        rows = found.activities
        return cls(
            is_dry_run=is_dry_run,
            changes=[CellChange(**changed(*pair)) for pair in found.changes],
            conflicts=[CellConflict(**changed(*pair), exported=pair[0].exported) for pair in found.conflicts],
            other_activities=None if rows is None else [ActivityReply(**asdict(each)) for each in rows],
        )

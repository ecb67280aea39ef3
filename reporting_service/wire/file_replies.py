"""Attachments and sheets that came back, as they are told."""

from datetime import tzinfo
from typing import Any

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.filing import Filing
from reporting_service.domain.scans import Print, Reading, Spot, printed_in
from reporting_service.domain.sheet_import import Cell, Difference
from reporting_service.wire.json import instant


def attachment(one: Attachment, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.digest,
        "uploaded_at": instant(one.uploaded_at, zone),
        "version": one.version,
    }


def scan(filing: Filing, found: Print, reading: Reading, kept: Attachment) -> dict[str, Any]:
    def spot(one: Spot) -> dict[str, Any]:
        return {
            "cell": one.cell,
            "indicator": one.cell if one.cell in filing.template.indicator_ids else None,
            "printed": printed_in(found.form, one.cell),
            "page": one.page,
            "box_mm": {"x": one.x_mm, "y": one.y_mm, "width": one.width_mm, "height": one.height_mm},
        }

    return {
        "version": found.version,
        "is_latest": found.version == filing.report.submitted_version,
        "digest": found.seal.rpartition(":")[2],
        "verdict": reading.verdict,
        "pages": reading.pages,
        "page_count": reading.page_count,
        "differences": [spot(each) for each in reading.differences],
        "unclear": [spot(each) for each in reading.unclear],
        "attachment": attachment(kept, filing.contest.zone),
    }


def sheet_import(found: Difference, *, is_dry_run: bool) -> dict[str, Any]:
    def changed(cell: Cell, now: int | None) -> dict[str, Any]:
        return {"cell": cell.place, "indicator": cell.indicator, "before": now, "after": cell.value}

    return {
        "is_dry_run": is_dry_run,
        "changes": [changed(*pair) for pair in found.changes],
        "conflicts": [changed(*pair) | {"exported": pair[0].exported} for pair in found.conflicts],
        "other_activities": found.activities,
    }

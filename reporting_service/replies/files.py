"""Attachments and sheets that came back, as they are told."""

from datetime import tzinfo
from typing import Any

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.sheet_import import Cell, Difference
from reporting_service.replies.wire import instant


def attachment(one: Attachment, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.digest,
        "uploaded_at": instant(one.uploaded_at, zone),
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

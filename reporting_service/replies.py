"""From domain values to bytes on the wire."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from starlette.responses import Response

from reporting_service.domain.attachments import Attachment
from reporting_service.domain.editing import tag_of
from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Indicator, Template
from reporting_service.domain.obligation import Completeness
from reporting_service.domain.report import Version
from reporting_service.domain.sheet_import import Cell, Difference
from reporting_service.domain.values import LARGEST
from reporting_service.queries.acts import Record
from reporting_service.use_cases.list_obligations import Owed
from reporting_service.use_cases.read_completeness import Board
from reporting_service.use_cases.read_roll_up import RolledUp

NOT_STARTED = "not_started"
HEADER = ("contact_name", "contact_phone", "report_date")


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def report_response(filing: Filing, status: int = 200, *, english: bool = False) -> Response:
    """The report with the tag that a save must name."""
    return json_response(report(filing, english=english), status, {"ETag": str(tag_of(filing))})


def report(filing: Filing, *, english: bool) -> dict[str, Any]:
    zone = filing.contest.zone
    return {
        "id": filing.report.id,
        "template_id": filing.template.id,
        "unit": {"code": filing.place.unit.code, "name": filing.place.unit.name},
        "state": filing.report.state,
        "version": filing.report.version,
        "as_of": instant(filing.as_of, zone),
        "due_on": filing.due_on,
        "is_late": filing.is_late,
        "header": {name: filing.report.header.get(name) for name in HEADER},
        "values": filing.values,
        "other_activities": filing.other_activities,
        "explanations": filing.report.explanations,
        "checks": [
            {
                "class": each.grade,
                "code": each.code,
                "indicators": each.indicators,
                "detail": each.en if english else each.zh,
            }
            for each in filing.findings
        ],
        "returned": filing.report.returned,
        "prefilled": {
            name: {"value": each.value, "as_of": instant(each.as_of, zone)} for name, each in filing.prefilled.items()
        },
    }


def versions(filing: Filing, kept: Sequence[Version], history: Sequence[Record]) -> dict[str, Any]:
    zone = filing.contest.zone
    parts = ("own", "subordinate", "total", "other_activities", "children", "missing_units")
    return {
        "items": [
            {
                "version": each.version,
                "submitted_at": instant(each.submitted_at, zone),
                "is_late": each.is_late,
                "reason": each.reason,
                "digest": each.digest,
                **{part: each.content[part] for part in parts},
            }
            for each in kept
        ],
        "history": [
            {
                "at": instant(each.at, zone),
                "actor": each.actor,
                "action": each.action,
                "version": each.version,
                "detail": each.detail,
            }
            for each in history
        ],
        "next_cursor": None,
    }


def roll_up(rolled: RolledUp) -> dict[str, Any]:
    reply: dict[str, Any] = {
        "template_id": rolled.place.template.id,
        "unit": {"code": rolled.place.unit.code, "name": rolled.place.unit.name},
        "as_of": instant(rolled.as_of, rolled.contest.zone),
        "is_stale": rolled.is_stale,
        "own": rolled.roll_up.own,
        "subordinate": rolled.roll_up.subordinate,
        "total": rolled.roll_up.total,
        "children": rolled.roll_up.children,
        "missing_units": [{"code": code, "name": name} for code, name in rolled.roll_up.missing],
    }
    return reply | ({"delta": rolled.delta} if rolled.is_stale else {})


def template_head(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "title": template.title_zh,
        "receiver": template.receiver_zh,
        "is_attachment_only": template.is_attachment_only,
    }


def template(one: Template) -> dict[str, Any]:
    return template_head(one) | {
        "source": one.source,
        "columns": one.columns_zh,
        "header": one.header,
        "sections": [
            {"item": each.item, "id": each.id, "title": each.title_zh, "lines": each.lines, "note": each.note_zh}
            for each in one.sections
        ],
        "repeats": one.repeats,
        "indicators": one.indicators,
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "properties": {each.id: _schema(each) for each in one.indicators},
        },
    }


def _schema(indicator: Indicator) -> dict[str, Any]:
    title = f"{indicator.label_zh}（{indicator.unit}）"
    return {"title": title, "type": ["integer", "null"], "minimum": 0, "maximum": LARGEST}


def instant(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")


def obligation(owed: Owed) -> dict[str, Any]:
    one = owed.obligation
    return {
        "template_id": one.template_id,
        "title": owed.title,
        "unit": {"code": one.unit.code, "name": one.unit.name},
        "parent": one.parent,
        "due_on": one.due_on(owed.contest),
        "state": one.state or NOT_STARTED,
        "report_id": one.report_id,
        "is_late": one.is_late(owed.contest, owed.now),
        "reminders": one.reminders,
    }


def completeness(board: Board) -> dict[str, Any]:
    counted = Completeness.of(board.obligations)
    return {
        "template_id": board.place.template.id,
        "unit": {"code": board.place.unit.code, "name": board.place.unit.name},
        "as_of": instant(board.as_of, board.contest.zone),
        "obligated": counted.obligated,
        "submitted": counted.submitted,
        "accepted": counted.accepted,
        "on_time": counted.on_time,
        "submission_rate": counted.rate(counted.submitted),
        "acceptance_rate": counted.rate(counted.accepted),
        "on_time_rate": counted.rate(counted.on_time),
        "units": [
            {
                "unit": {"code": each.unit.code, "name": each.unit.name},
                "parent": each.parent,
                "state": each.state or NOT_STARTED,
                "due_on": each.due_on(board.contest),
                "is_late": each.is_late(board.contest, board.as_of),
            }
            for each in board.obligations
        ],
        "missing": [
            {
                "code": each.unit.code,
                "name": each.unit.name,
                "contact_name": board.contacts.get(each.unit.code, {}).get("contact_name"),
                "contact_phone": board.contacts.get(each.unit.code, {}).get("contact_phone"),
            }
            for each in board.obligations
            if not each.is_submitted
        ],
    }


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

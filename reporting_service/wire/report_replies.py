"""Reports and their history, as they are told."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from reporting_service.domain.editing import tag_of
from reporting_service.domain.filing import Filing
from reporting_service.domain.permits import Permit
from reporting_service.domain.report import Version
from reporting_service.queries.acts import Record
from reporting_service.wire.json import instant, json_response

HEADER = ("contact_name", "contact_phone", "report_date")


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


def versions(
    filing: Filing, kept: Sequence[Version], permits: Sequence[Permit], history: Sequence[Record]
) -> dict[str, Any]:
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
                "excused_units": each.content.get("excused_units", []),
                "permits": [
                    {
                        "check": one.code,
                        "reason": one.reason,
                        "permitted_by": one.permitted_by,
                        "permitted_at": instant(one.permitted_at, zone),
                    }
                    for one in permits
                    if one.version == each.version
                ],
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

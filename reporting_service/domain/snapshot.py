"""What a submission freezes: everything that is printed, with a receipt of what it was made of (R3.4, R3.9)."""

from dataclasses import asdict
from typing import Any

from reporting_service.domain.filing import Filing


def snapshot(filing: Filing) -> dict[str, Any]:
    """The content of the next version; its digest identifies it on paper and in receipts."""
    rolled = filing.roll_up
    return {
        "campaign_id": filing.place.campaign_id,
        "campaign": filing.place.campaign.title,
        "template_id": filing.template.id,
        "template_version": filing.template.version,
        "unit": {"code": filing.place.unit.code, "name": filing.place.unit.name},
        "seal_name": filing.place.name_on_paper,
        "filled_by": filing.filled_by,
        "due_on": filing.due_on.isoformat(),
        "version": filing.report.submitted_version + 1,
        "submitted_at": filing.now.astimezone(filing.contest.zone).isoformat(),
        "header": dict(filing.report.header),
        "explanations": dict(filing.report.explanations),
        "other_activities": [dict(row) for row in filing.other_activities],
        "activities_below": [asdict(row) for row in rolled.activities],
        "prefilled": {
            name: {"value": each.value, "as_of": each.as_of.astimezone(filing.contest.zone).isoformat()}
            for name, each in filing.prefilled.items()
        },
        "own": dict(rolled.own),
        "subordinate": dict(rolled.subordinate),
        "total": dict(rolled.total),
        "children": [
            {"unit": each.unit, "report_id": str(each.report_id), "version": each.version, "digest": each.digest}
            for each in rolled.children
        ],
        "missing_units": [{"code": code, "name": name} for code, name in rolled.missing],
        "excused_units": [{"code": code, "name": name} for code, name in rolled.excused],
        "checks": [
            {
                "class": each.grade,
                "code": each.code,
                "indicators": list(each.indicators),
                "detail": each.zh,
                "detail_en": each.en,
            }
            for each in filing.findings
        ],
    }

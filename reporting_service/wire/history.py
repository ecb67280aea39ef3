"""Versions of a report, and who did what to it when."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from reporting_service.domain.filing import Filing
from reporting_service.domain.permits import Permit
from reporting_service.domain.report import Version
from reporting_service.queries.acts import Record
from reporting_service.wire.json import Instant
from reporting_service.wire.reports import ActivityReply
from reporting_service.wire.units import Cells, UnitReply


class ReceiptReply(BaseModel):
    unit: str
    report_id: UUID
    version: int
    digest: str


class ActivityBelowReply(BaseModel):
    """A row of the repeatable item, of whichever unit below."""

    unit: str
    unit_name: str
    activity_name: str
    occurrences: int | None
    attendances: int | None


class PermitReply(BaseModel):
    """The upper unit's permission of what a check of class B found, or of units that are missing."""

    check: str
    reason: str
    permitted_by: str
    permitted_at: Instant


class VersionReply(BaseModel):
    """What was submitted, unchanged since; `digest` stands on its print."""

    version: int
    submitted_at: Instant
    is_late: bool
    reason: str | None
    digest: str
    own: Cells
    subordinate: Cells
    total: Cells
    other_activities: list[ActivityReply]
    activities_below: list[ActivityBelowReply]
    children: list[ReceiptReply]
    missing_units: list[UnitReply]
    excused_units: list[UnitReply]
    permits: list[PermitReply]

    @classmethod
    def of(cls, version: Version, permits: Sequence[Permit], zone: tzinfo) -> "VersionReply":
        content = version.content
        return cls(
            version=version.version,
            submitted_at=version.submitted_at.astimezone(zone),
            is_late=version.is_late,
            reason=version.reason,
            digest=version.digest,
            own=content["own"],
            subordinate=content["subordinate"],
            total=content["total"],
            other_activities=content["other_activities"],
            activities_below=content["activities_below"],
            children=content["children"],
            missing_units=content["missing_units"],
            excused_units=content["excused_units"],
            permits=[
                PermitReply(
                    check=each.code,
                    reason=each.reason,
                    permitted_by=each.permitted_by,
                    permitted_at=each.permitted_at.astimezone(zone),
                )
                for each in permits
                if each.version == version.version
            ],
        )


class ActReply(BaseModel):
    at: Instant
    actor: str
    actor_name: str | None
    action: str
    version: int
    detail: dict[str, Any]


class VersionsReply(BaseModel):
    items: list[VersionReply]
    history: list[ActReply]
    next_cursor: None = None

    @classmethod
    def of(
        cls, filing: Filing, versions: Sequence[Version], permits: Sequence[Permit], history: Sequence[Record]
    ) -> "VersionsReply":
        zone = filing.contest.zone
        return cls(
            items=[VersionReply.of(each, permits, zone) for each in versions],
            history=[
                ActReply(
                    at=each.at.astimezone(zone),
                    actor=each.actor,
                    actor_name=each.actor_name,
                    action=each.action,
                    version=each.version,
                    detail=dict(each.detail),
                )
                for each in history
            ],
            next_cursor=None,
        )

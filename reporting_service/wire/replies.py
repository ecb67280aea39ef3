"""Bodies of replies, as they are documented: forms, reports and their files."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from reporting_service.domain.report import State

Cells = dict[str, int | None]


class UnitReply(BaseModel):
    code: str
    name: str


class CheckReply(BaseModel):
    """A blocks; B and C block until explained, and B is not accepted without a permit; D is a hint."""

    grade: Literal["A", "B", "C", "D"] = Field(alias="class")
    code: str
    indicators: list[str]
    detail: str


class PrefilledReply(BaseModel):
    value: int
    as_of: AwareDatetime


class ReturnedReply(BaseModel):
    indicator: str | None = None
    code: str
    comment: str


class HeaderReply(BaseModel):
    contact_name: str | None
    contact_phone: str | None
    report_date: date | None


class ActivityReply(BaseModel):
    activity_name: str
    occurrences: int | None
    attendances: int | None


class ReportReply(BaseModel):
    """`version` is the latest one submitted, or in draft and amended the next one. Blank is null, never zero."""

    id: UUID
    template_id: str
    unit: UnitReply
    state: State
    version: int
    as_of: AwareDatetime
    due_on: date
    is_late: bool
    header: HeaderReply
    values: Cells
    other_activities: list[ActivityReply]
    explanations: dict[str, str]
    checks: list[CheckReply]
    returned: list[ReturnedReply]
    prefilled: dict[str, PrefilledReply]


class ReceiptReply(BaseModel):
    unit: str
    report_id: UUID
    version: int
    digest: str


class PermitReply(BaseModel):
    """The upper unit's permission of what a check of class B found, or of units that are missing."""

    check: str
    reason: str
    permitted_by: str
    permitted_at: AwareDatetime


class VersionReply(BaseModel):
    """What was submitted, unchanged since; `digest` stands on its print."""

    version: int
    submitted_at: AwareDatetime
    is_late: bool
    reason: str | None
    digest: str
    own: Cells
    subordinate: Cells
    total: Cells
    other_activities: list[ActivityReply]
    children: list[ReceiptReply]
    missing_units: list[UnitReply]
    excused_units: list[UnitReply]
    permits: list[PermitReply]


class ActReply(BaseModel):
    at: AwareDatetime
    actor: str
    action: str
    version: int
    detail: dict[str, Any]


class VersionsReply(BaseModel):
    items: list[VersionReply]
    history: list[ActReply]
    next_cursor: None = None


class TemplateHead(BaseModel):
    id: str
    version: int
    title: str
    receiver: str
    is_attachment_only: bool


class TemplateList(BaseModel):
    items: list[TemplateHead]
    next_cursor: None = None


class TemplateReply(TemplateHead):
    """`sections` hold the printed lines with `{indicator}` places; `schema` is the JSON Schema of a report's values."""

    source: str
    columns: list[str]
    header: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    repeats: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    values_schema: dict[str, Any] = Field(alias="schema")


class AttachmentReply(BaseModel):
    """`version` is that of the stamped print which a scan is of; null for other files."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: AwareDatetime
    version: int | None


class AttachmentList(BaseModel):
    items: list[AttachmentReply]
    next_cursor: None = None


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

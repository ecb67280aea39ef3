"""Bodies of requests and replies."""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request

from reporting_service.domain.editing import Change
from reporting_service.domain.forms import Template
from reporting_service.domain.report import State
from reporting_service.domain.values import MOST_ACTIVITIES, parse_activities, parse_values
from services.kit.errors import FieldError, Invalid
from services.kit.problems import field_errors

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50, pattern=r"^[^\x00-\x1f]*$")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^[0-9+()（）转 -]*$")]
Cells = dict[str, int | None]

B = TypeVar("B", bound=BaseModel)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpenBody(Body):
    template_id: Code
    unit: Code


class HeaderBody(Body):
    """An absent member stays, null clears."""

    contact_name: Name | None = None
    contact_phone: Phone | None = None
    report_date: date | None = None


class ActivityBody(Body):
    activity_name: Any
    occurrences: Any = None
    attendances: Any = None


class SaveBody(Body):
    """Parts are merged: an absent member stays, null clears. `other_activities` replaces the rows."""

    header: HeaderBody = HeaderBody()
    values: dict[str, Any] = Field(default_factory=dict, json_schema_extra={"example": {"lecture_sessions": 12}})
    other_activities: list[ActivityBody] | None = Field(default=None, max_length=MOST_ACTIVITIES)
    explanations: dict[str, Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] | None] = Field(
        default_factory=dict
    )

    def change(self, template: Template) -> Change:
        """Raises `Invalid` naming every cell that is wrong."""
        values, faults = parse_values(self.values, template)
        rows, more = parse_activities([row.model_dump() for row in self.other_activities or ()])
        faults += more
        for name in self.explanations.keys() - set(template.indicator_ids):
            faults.append(FieldError(f"/explanations/{name}", "unknown-indicator", "该报表没有此项指标。", "Not here."))
        if faults:
            raise Invalid(errors=faults)
        return Change(
            values=values,
            header=self.header.model_dump(mode="json", exclude_unset=True),
            explanations=self.explanations,
            other_activities=None if self.other_activities is None else rows,
        )


class EmptyBody(Body):
    """`{}`, or nothing."""


class ReasonBody(Body):
    reason: Text


class ReturnReason(Body):
    """`indicator` where one cell is meant."""

    indicator: str | None = None
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    comment: Text


class ReturnBody(Body):
    """`due_on` sets a new deadline for this report."""

    reasons: list[ReturnReason] = Field(min_length=1, max_length=100)
    due_on: date | None = None

    def checked(self, template: Template) -> list[dict[str, Any]]:
        """Raises `Invalid` for a cell that the form does not have."""
        known = set(template.indicator_ids)
        faults = [
            FieldError(f"/reasons/{place}/indicator", "unknown-indicator", "该报表没有此项指标。", "Not in this form.")
            for place, reason in enumerate(self.reasons)
            if reason.indicator is not None and reason.indicator not in known
        ]
        if faults:
            raise Invalid(errors=faults)
        return [reason.model_dump(exclude_none=True) for reason in self.reasons]


class UnitReply(BaseModel):
    code: str
    name: str


class CheckReply(BaseModel):
    """A blocks; B and C block until explained, B being the upper unit's to permit; D is a hint."""

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


class RollUpReply(BaseModel):
    """`delta`, where stale: what the total gains when every level is made anew."""

    template_id: str
    unit: UnitReply
    as_of: AwareDatetime
    is_stale: bool
    own: Cells
    subordinate: Cells
    total: Cells
    children: list[ReceiptReply]
    missing_units: list[UnitReply]
    delta: dict[str, int] | None = None


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


class ReminderReply(BaseModel):
    kind: Literal["due-soon", "overdue"]
    reminded_at: AwareDatetime


class ObligationReply(BaseModel):
    template_id: str
    title: str
    unit: UnitReply
    parent: str
    due_on: date
    state: State | Literal["not_started"]
    report_id: UUID | None
    is_late: bool
    reminders: list[ReminderReply]


class ObligationList(BaseModel):
    items: list[ObligationReply]
    next_cursor: None = None


class CompletenessUnit(BaseModel):
    unit: UnitReply
    parent: str
    state: State | Literal["not_started"]
    due_on: date
    is_late: bool


class MissingUnit(UnitReply):
    contact_name: str | None
    contact_phone: str | None


class CompletenessReply(BaseModel):
    """Over every unit below that owes this form. Rates are of `obligated`, so none passes 1."""

    template_id: str
    unit: UnitReply
    as_of: AwareDatetime
    obligated: int
    submitted: int
    accepted: int
    on_time: int
    submission_rate: float
    acceptance_rate: float
    on_time_rate: float
    units: list[CompletenessUnit]
    missing: list[MissingUnit]


class AttachmentReply(BaseModel):
    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: AwareDatetime


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


async def parse(request: Request, model: type[B]) -> B:
    """The body of the request; nothing stands for `{}`. Raises `Invalid` naming each fault."""
    content = await request.body() or b"{}"
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors(include_url=False)))) from error


def described(model: type[BaseModel]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its body after it has looked who asks."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return resolved(definitions[part["$ref"].rpartition("/")[2]])
            return {name: resolved(each) for name, each in part.items()}
        return [resolved(each) for each in part] if isinstance(part, list) else part

    return {"requestBody": {"required": True, "content": {"application/json": {"schema": resolved(schema)}}}}

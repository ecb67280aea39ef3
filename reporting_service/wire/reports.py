"""Reports: opened, filled in, and shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, ValidationError
from starlette.responses import Response

from reporting_service.domain.editing import Change, tag_of
from reporting_service.domain.filing import Filing
from reporting_service.domain.forms import Template
from reporting_service.domain.report import State
from reporting_service.domain.texts import faults_of_explanations, parse_header
from reporting_service.domain.values import MOST_ACTIVITIES, parse_activities, parse_values
from reporting_service.wire.bodies import Body, Code
from reporting_service.wire.json import Instant, json_response
from reporting_service.wire.units import Cells, UnitReply
from services.kit.errors import Invalid

HEADER: dict[str, JsonValue] = {"contact_name": "王安全", "contact_phone": "0631-5231234", "report_date": "2026-06-29"}


class OpenBody(Body):
    """`campaign_id` where the unit owes the form in several campaigns."""

    template_id: Code
    unit: Code
    campaign_id: Code | None = None

    @classmethod
    def meant(cls, sent: Mapping[str, Any]) -> "OpenBody | None":
        """Which report a body means that has faults elsewhere."""
        try:
            return cls.model_validate({name: sent.get(name) for name in cls.model_fields})
        except ValidationError:
            return None


class AdoptionBody(Body):
    indicators: list[Code] = Field(min_length=1, max_length=500)


class ActivityBody(Body):
    activity_name: Any
    occurrences: Any = None
    attendances: Any = None


class SaveBody(Body):
    """Parts are merged: an absent member stays, null clears. `other_activities` replaces the rows.

    `header` takes the fields that the form's template lists.
    """

    header: dict[str, Any] = Field(default_factory=dict, json_schema_extra={"example": HEADER})
    values: dict[str, Any] = Field(default_factory=dict, json_schema_extra={"example": {"lecture_sessions": 12}})
    other_activities: list[ActivityBody] | None = Field(default=None, max_length=MOST_ACTIVITIES)
    explanations: dict[str, str | None] = Field(default_factory=dict)

    def change(self, template: Template) -> Change:
        """Raises `Invalid` naming every cell that is wrong."""
        header, faults = parse_header(self.header, template)
        values, more = parse_values(self.values, template)
        faults += more
        rows, more = parse_activities([row.model_dump() for row in self.other_activities or ()])
        faults += more
        faults += faults_of_explanations(self.explanations, template)
        if faults:
            raise Invalid(errors=faults)
        return Change(values, header, self.explanations, None if self.other_activities is None else rows)


class CheckReply(BaseModel):
    """A blocks; B and C block until explained, and B is not accepted without a permit; D is a hint."""

    grade: Literal["A", "B", "C", "D"] = Field(alias="class")
    code: str
    indicators: list[str]
    detail: str


class PrefilledReply(BaseModel):
    value: int
    as_of: Instant


class OfferedReply(BaseModel):
    """What another form of the same unit says."""

    value: int
    from_template: str
    as_of: Instant


class ReturnedReply(BaseModel):
    indicator: str | None = None
    code: str
    comment: str


class ActivityReply(BaseModel):
    activity_name: str
    occurrences: int | None
    attendances: int | None


class ReportReply(BaseModel):
    """`version` is the latest one submitted, or in draft and amended the next one. Blank is null, never zero.

    `header` has every field that the form's template asks for, besides the unit itself. `offered` is what other forms
    of the unit say otherwise; `on_behalf_of` is the unit where one above fills the form in for it.
    """

    id: UUID
    campaign_id: str
    template_id: str
    unit: UnitReply
    seal_name: str | None
    on_behalf_of: UnitReply | None
    state: State
    version: int
    as_of: Instant
    due_on: date
    is_late: bool
    header: dict[str, str | None] = Field(json_schema_extra={"example": HEADER})
    values: Cells
    other_activities: list[ActivityReply]
    explanations: dict[str, str]
    checks: list[CheckReply]
    returned: list[ReturnedReply]
    prefilled: dict[str, PrefilledReply]
    offered: dict[str, OfferedReply]

    @classmethod
    def of(cls, filing: Filing, *, english: bool) -> "ReportReply":
        zone = filing.contest.zone
        return cls(
            id=filing.report.id,
            campaign_id=filing.place.campaign_id,
            template_id=filing.template.id,
            unit=UnitReply.of(filing.place.unit),
            seal_name=filing.place.seal_name,
            on_behalf_of=UnitReply.of(filing.place.unit) if filing.report.filled_by else None,
            state=filing.report.state,
            version=filing.report.version,
            as_of=filing.as_of.astimezone(zone),
            due_on=filing.due_on,
            is_late=filing.is_late,
            header={name: filing.report.header.get(name) for name in filing.template.header_fields},
            values=dict(filing.values),
            other_activities=[ActivityReply.model_validate(each) for each in filing.other_activities],
            explanations=dict(filing.report.explanations),
            checks=[
                CheckReply(
                    **{"class": each.grade},
                    code=each.code,
                    indicators=list(each.indicators),
                    detail=each.en if english else each.zh,
                )
                for each in filing.findings
            ],
            returned=[ReturnedReply.model_validate(each) for each in filing.report.returned],
            prefilled={
                name: PrefilledReply(value=each.value, as_of=each.as_of.astimezone(zone))
                for name, each in filing.prefilled.items()
            },
            offered={
                name: OfferedReply(
                    value=each.value, from_template=each.from_template, as_of=each.as_of.astimezone(zone)
                )
                for name, each in filing.offered.items()
            },
        )


def report_response(filing: Filing, status: int = 200, *, english: bool = False) -> Response:
    """The report with the tag that a save must name."""
    return json_response(ReportReply.of(filing, english=english), status, {"ETag": str(tag_of(filing))})

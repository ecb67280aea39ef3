"""Bodies of requests, and how they are read."""

import codecs
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request

from reporting_service.domain.editing import Change
from reporting_service.domain.forms import Template
from reporting_service.domain.values import MOST_ACTIVITIES, parse_activities, parse_values
from services.chassis.routing import needs_body
from services.kit.errors import FieldError, Invalid
from services.kit.names import Lines, OneLine
from services.kit.problems import field_errors

Text = Annotated[Lines, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
Name = Annotated[OneLine, StringConstraints(max_length=50)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^[0-9+()（）转 -]*$")]

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
    explanations: dict[str, Annotated[Lines, Field(max_length=500)] | None] = Field(default_factory=dict)

    def change(self, template: Template) -> Change:
        """Raises `Invalid` naming every cell that is wrong."""
        values, faults = parse_values(self.values, template)
        rows, more = parse_activities([row.model_dump() for row in self.other_activities or ()])
        faults += more
        for name in self.explanations.keys() - set(template.indicator_ids):
            faults.append(
                FieldError(f"/explanations/{name}", "unknown-indicator", "该报表没有此项指标。", "Not in this form.")
            )
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


class PermitBody(Body):
    """`check` is the code of what is permitted: of class B, or `children-missing`."""

    check: Code
    reason: Text


class ReliefBody(Body):
    """`until` is the last day."""

    until: date
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


async def parse(request: Request, model: type[B]) -> B:
    """The body of the request; nothing stands for `{}`. Raises `Invalid` naming each fault."""
    content = (await request.body()).removeprefix(codecs.BOM_UTF8) or b"{}"
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors(include_url=False)))) from error


def meant(sent: Mapping[str, Any]) -> OpenBody | None:
    """Which report a body means that has faults elsewhere."""
    try:
        return OpenBody.model_validate({name: sent.get(name) for name in OpenBody.model_fields})
    except ValidationError:
        return None


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

    return {
        "requestBody": {"required": needs_body(model), "content": {"application/json": {"schema": resolved(schema)}}}
    }

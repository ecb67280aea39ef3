"""Bodies of the state changes of a report."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from reporting_service.domain.forms import Template
from reporting_service.wire.bodies import Body, Code, Text
from services.kit.errors import FieldError, Invalid


class EmptyBody(Body):
    """`{}`, or nothing."""


class ReasonBody(Body):
    reason: Text


class PermitBody(Body):
    """`check` is the code of what is permitted: of class B, or `children-missing`."""

    check: Code
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

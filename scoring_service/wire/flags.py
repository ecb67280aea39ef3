"""The integrity review: flags, and decisions about them."""

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from scoring_service.domain.integrity import Signal, State
from scoring_service.queries.flags import Flag
from services.kit.errors import Invalid
from services.kit.problems import field_errors

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
LONGEST_REASON = 500


class DecisionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=LONGEST_REASON, pattern=r"^[^\x00]*$")


class FlagQuery(BaseModel):
    state: State | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT)


class DecisionReply(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    act: str
    reason: str
    decided_at: AwareDatetime


class UnitName(BaseModel):
    code: str
    name: str


class FlagReply(BaseModel):
    """`unit` is the session's own; `sessions` are all that the signal was seen in. Held and void ones count nowhere.

    `speed`: fewer milliseconds per question than anybody reads in. `twins`: another person of the unit had the same
    questions, the same of them wrong, and handed in at about the same time. `fan_out`: many people of the unit began
    together, ended together and did alike, as one device would for them.
    """

    id: UUID
    contest_id: str
    contest_day: date
    signal: Signal
    state: State
    session_id: UUID
    unit: UnitName
    duration_ms: int
    questions: int
    sessions: list[UUID]
    raised_at: AwareDatetime
    decisions: list[DecisionReply]

    @classmethod
    def of(cls, flag: Flag) -> Self:
        unit = UnitName(code=flag.unit_code, name=flag.unit_name)
        return cls(unit=unit, **{name: getattr(flag, name) for name in cls.model_fields if name != "unit"})


class FlagPage(BaseModel):
    items: list[FlagReply]
    next_cursor: str | None


def flag_query(texts: Mapping[str, str | None]) -> FlagQuery:
    """Raises `Invalid`."""
    try:
        return FlagQuery.model_validate({name: text for name, text in texts.items() if text})
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error

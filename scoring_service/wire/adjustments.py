"""Bodies of what changes scores afterwards: the integrity review, and corrections."""

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


class FlagQuestion(BaseModel):
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


class UnitChangeReply(BaseModel):
    """`before` and `after` are the unit's points of today without and with this correction, and without later ones."""

    unit: UnitName
    sessions: int
    before: int
    after: int


class CorrectionReply(BaseModel):
    """Changes of scores for one cause. The question is null until its withdrawal has been heard of."""

    cause: str
    question_id: str | None
    version: int | None
    decision: str | None
    withdrawn_at: AwareDatetime | None
    units: list[UnitChangeReply]


class CorrectionsReply(BaseModel):
    items: list[CorrectionReply]
    next_cursor: None = None


def flag_question(texts: Mapping[str, str | None]) -> FlagQuestion:
    """Raises `Invalid`."""
    try:
        return FlagQuestion.model_validate({name: text for name, text in texts.items() if text})
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error

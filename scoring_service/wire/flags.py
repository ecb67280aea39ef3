"""The integrity review: flags, and decisions about them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from scoring_service.domain.integrity import Signal, State
from scoring_service.queries.flags import Decided, Flag
from services.kit.errors import Invalid
from services.kit.problems import field_errors

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
SHORTEST_REASON, LONGEST_REASON = 2, 500
MOST_FLAGS = 200


Reason = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=SHORTEST_REASON, max_length=LONGEST_REASON, pattern=r"^[^\x00]*$"
    ),
]


class DecisionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Reason


class DecisionsBody(DecisionBody):
    """One decision about several flags: all of them, or none."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_FLAGS)]
    act: Literal["hold", "release", "void"]


class FlagQuery(BaseModel):
    state: State | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT)


class OrganiserName(BaseModel):
    id: UUID
    name: str


class DecisionReply(BaseModel):
    act: str
    reason: str
    decided_at: AwareDatetime
    decided_by: OrganiserName

    @classmethod
    def of(cls, decided: Decided) -> Self:
        by = OrganiserName(id=decided.decided_by, name=decided.name)
        return cls(act=decided.act, reason=decided.reason, decided_at=decided.decided_at, decided_by=by)


class UnitName(BaseModel):
    code: str
    name: str


class FlagReply(BaseModel):
    """`unit` is the session's own; `sessions` are all that the signal was seen in. Held and void ones count nowhere.

    `speed`: fewer milliseconds per question than anybody reads in. `twins`: another person of the unit had the same
    questions, the same of them wrong, and handed in at about the same time. `fan_out`: many people of the unit began
    together, ended together and did alike, as one device would for them. `young_accounts`: many accounts of the unit
    played seconds after they were made, within ten minutes. `leap`: the person has had full marks several times running
    in half the time, after sessions that went badly. `double_day`: another account of the same person played that day
    too, and earlier. `figures` are what raised the flag, by name.
    """

    id: UUID
    contest_id: str
    contest_day: date
    signal: Signal
    state: State
    session_id: UUID
    unit: UnitName
    duration_ms: int
    questions: int | None
    sessions: list[UUID]
    figures: dict[str, float]
    raised_at: AwareDatetime
    decisions: list[DecisionReply]

    @classmethod
    def of(cls, flag: Flag) -> Self:
        unit = UnitName(code=flag.unit_code, name=flag.unit_name)
        decisions = [DecisionReply.of(each) for each in flag.decisions]
        kept = cls.model_fields.keys() - {"unit", "decisions"}
        return cls(unit=unit, decisions=decisions, **{name: getattr(flag, name) for name in kept})


class FlagsReply(BaseModel):
    """The flags as the decision left them, in the order in which they were raised."""

    items: list[FlagReply]


class FlagPage(BaseModel):
    items: list[FlagReply]
    next_cursor: str | None


def flag_query(texts: Mapping[str, str | None]) -> FlagQuery:
    """Raises `Invalid`."""
    try:
        return FlagQuery.model_validate({name: text for name, text in texts.items() if text})
    except ValidationError as error:
        raise Invalid(errors=list(field_errors(error.errors()))) from error

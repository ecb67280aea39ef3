"""Bodies of requests and replies, as they are documented and, off the hot path, checked."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quiz_service.domain.contest import Contest, Rules
from services.kit.names import OneLine

LONGEST_WINDOW = timedelta(days=400)
Entry = Literal["region", "enterprise"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RulesBody(Body):
    """`time_limit_seconds` is for the whole session (R1.3)."""

    questions_per_session: int = Field(ge=1, le=50)
    points_per_question: int = Field(ge=1, le=100)
    time_limit_seconds: int = Field(ge=1, le=86_400)
    sessions_per_day: int = Field(ge=1, le=50)


class ContestBody(Body):
    """A contest as administrators write it. `closes_at` is exclusive; `eligible_units` absent means every unit."""

    id: Slug
    title: OneLine = Field(min_length=1, max_length=200)
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    time_zone: str
    rules: RulesBody
    entries: list[Entry] = Field(min_length=1)
    bank_id: str = Field(min_length=1, max_length=64)
    eligible_units: list[str] | None = Field(default=None, min_length=1, max_length=5000)

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in available_timezones():
            raise PydanticCustomError("time_zone", "Not a time zone of the IANA database")
        return name

    @field_validator("closes_at")
    @classmethod
    def _ends_a_window(cls, closes_at: datetime, others: ValidationInfo) -> datetime:
        opens_at = others.data.get("opens_at")
        if opens_at is not None and closes_at <= opens_at:
            raise PydanticCustomError("not_after_opening", "Must be later than opens_at")
        if opens_at is not None and closes_at - opens_at > LONGEST_WINDOW:
            raise PydanticCustomError(
                "window_too_long", "The window lasts at most {days} days", {"days": LONGEST_WINDOW.days}
            )
        return closes_at

    @field_validator("entries")
    @classmethod
    def _are_different(cls, entries: list[Entry]) -> list[Entry]:
        if len(set(entries)) != len(entries):
            raise PydanticCustomError("named_twice", "An entry is named twice")
        return entries

    def contest(self) -> Contest:
        """Version 1 of this contest."""
        return Contest(
            id=self.id,
            version=1,
            title=self.title,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            time_zone=self.time_zone,
            rules=Rules(**self.rules.model_dump()),
            entries=tuple(self.entries),
            bank_id=self.bank_id,
            eligible_units=tuple(self.eligible_units) if self.eligible_units else None,
        )


class ContestReply(ContestBody):
    server_time: AwareDatetime

    @classmethod
    def of(cls, contest: Contest, now: datetime) -> "ContestReply":
        zone = ZoneInfo(contest.time_zone)
        return cls(
            id=contest.id,
            title=contest.title,
            opens_at=contest.opens_at.astimezone(zone),
            closes_at=contest.closes_at.astimezone(zone),
            time_zone=contest.time_zone,
            rules=RulesBody(
                questions_per_session=contest.rules.questions_per_session,
                points_per_question=contest.rules.points_per_question,
                time_limit_seconds=contest.rules.time_limit_seconds,
                sessions_per_day=contest.rules.sessions_per_day,
            ),
            entries=[entry for entry in ("region", "enterprise") if entry in contest.entries],
            bank_id=contest.bank_id,
            server_time=now.astimezone(zone),
            **({"eligible_units": list(contest.eligible_units)} if contest.eligible_units else {}),
        )


class FinalReply(BaseModel):
    """`sessions` are all that count."""

    contest_id: str
    finalised_at: AwareDatetime
    sessions: int

    @classmethod
    def of(cls, contest: Contest) -> "FinalReply":
        """Of a contest that is final."""
        assert contest.final is not None  # noqa: S101 - as the caller knows
        at = contest.final.at.astimezone(contest.zone)
        return cls(contest_id=contest.id, finalised_at=at, sessions=contest.final.sessions)


class ContestList(BaseModel):
    items: list[ContestReply]
    next_cursor: str | None = None


class TodayReply(BaseModel):
    state: Literal["open", "in_progress", "done", "closed"]
    session_id: UUID | None = None
    next_session_at: AwareDatetime | None = None
    server_time: AwareDatetime


class UnitReply(BaseModel):
    code: str
    name: str


class OptionReply(BaseModel):
    token: str
    text: str


class QuestionReply(BaseModel):
    position: int
    kind: Literal["single_choice", "multiple_choice", "true_false"]
    category: str
    stem: str
    options: list[OptionReply]
    saved: list[str] | None


class WithdrawnReply(BaseModel):
    """A faulty question: right for everyone who had it, or not counted for anybody, `max_score` included."""

    decision: Literal["everyone_right", "not_counted"]
    reason: str
    withdrawn_at: AwareDatetime


class ReviewReply(QuestionReply):
    """`withdrawn` is there only where the question was withdrawn."""

    correct: bool
    right_choice: list[str]
    explanation: str
    source: str
    withdrawn: WithdrawnReply | None = None


class SessionHead(BaseModel):
    id: UUID
    contest_id: str
    contest_day: date
    entry: Entry
    unit: UnitReply
    started_at: AwareDatetime
    deadline_at: AwareDatetime
    server_time: AwareDatetime
    remaining_ms: int


class SessionReply(SessionHead):
    state: Literal["in_progress"]
    questions: list[QuestionReply]


class ResultReply(SessionHead):
    state: Literal["finished"]
    finish_reason: Literal["submitted", "deadline"]
    finished_at: AwareDatetime
    score: int
    max_score: int
    review: list[ReviewReply]


class SavedReply(BaseModel):
    position: int
    saved: list[str]
    deadline_at: AwareDatetime
    remaining_ms: int
    server_time: AwareDatetime


class StartBody(Body):
    entry: Entry


class SaveBody(Body):
    """`[]` clears. With `revision`, a lower one than stored changes nothing and returns what is stored."""

    choice: list[str] = Field(max_length=8)
    revision: int | None = Field(default=None, ge=0, le=2**53)


class HandInBody(Body):
    """Answers by position; they overlay what was saved."""

    answers: dict[str, list[str]] = Field(default_factory=dict)


# The same bodies for the hot path: msgspec checks them in a microsecond.
Choice = Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=8)]


class Start(msgspec.Struct, forbid_unknown_fields=True):
    entry: Entry


class Save(msgspec.Struct, forbid_unknown_fields=True):
    choice: Choice
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


class HandIn(msgspec.Struct, forbid_unknown_fields=True):
    answers: Annotated[dict[int, Choice], msgspec.Meta(max_length=50)] = {}

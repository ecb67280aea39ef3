"""Contests as administrators write them and everybody reads them, and a participant's day in one."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AwareDatetime, BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quiz_service.domain.contest import Contest, Rules
from quiz_service.wire.parts import Body, Entry, Slug
from services.kit.names import OneLine

LONGEST_WINDOW = timedelta(days=400)


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

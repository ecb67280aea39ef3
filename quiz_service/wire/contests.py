"""Contests as administrators write them and everybody reads them, and a participant's day in one."""

from datetime import date, datetime, timedelta
from typing import Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AwareDatetime, BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quiz_service.domain.contest import Contact, Contest
from quiz_service.domain.session import Session
from quiz_service.use_cases.sitting.read_today import Today
from quiz_service.wire.parts import Body, Code, Entry, Line, Slug, Text
from quiz_service.wire.rules import RulesBody
from services.kit.names import OneLine

LONGEST_WINDOW = timedelta(days=400)
TIME_ZONES = available_timezones()
"""Looked up once: it walks through a folder, and every reply about a contest holds a zone."""
State = Literal["upcoming", "open", "closed", "final"]


class ContactBody(Body):
    label: Line = Field(max_length=50)
    value: Line = Field(max_length=200)


class ContestBody(Body):
    """A contest as administrators write it. `closes_at` is exclusive; `eligible_units` absent means every unit.

    `owner_unit` absent is the unit of the administrator who writes it; later it stays what it is. `state` and
    `server_time` may stand in it, so that what was read can be sent back; they change nothing.
    """

    id: Slug
    title: OneLine = Field(min_length=1, max_length=200)
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    time_zone: str
    rules: RulesBody
    entries: list[Entry] = Field(min_length=1)
    bank_id: str = Field(min_length=1, max_length=64)
    eligible_units: list[Code] | None = Field(default=None, min_length=1, max_length=5000)
    owner_unit: Code | None = None
    contacts: list[ContactBody] = Field(default_factory=list, max_length=20)
    guide: Text = Field(default="", max_length=20_000)
    state: State | None = None
    server_time: AwareDatetime | None = None

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in TIME_ZONES:
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
            rules=self.rules.rules(),
            entries=tuple(self.entries),
            bank_id=self.bank_id,
            eligible_units=tuple(self.eligible_units) if self.eligible_units else None,
            contacts=tuple(Contact(each.label, each.value) for each in self.contacts),
            guide=self.guide,
        )


class ContestReply(ContestBody):
    state: State
    owner_unit: str
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
            rules=RulesBody.of(contest.rules),
            entries=[entry for entry in ("region", "enterprise") if entry in contest.entries],
            bank_id=contest.bank_id,
            state=contest.state_at(now).value,
            owner_unit=contest.owner_unit,
            contacts=[ContactBody(label=each.label, value=each.value) for each in contest.contacts],
            guide=contest.guide,
            server_time=now.astimezone(zone),
            **({"eligible_units": list(contest.eligible_units)} if contest.eligible_units else {}),
        )


class ContestList(BaseModel):
    items: list[ContestReply]
    next_cursor: str | None = None


class RunningReply(BaseModel):
    session_id: UUID
    contest_day: date
    deadline_at: AwareDatetime

    @classmethod
    def of(cls, session: Session, contest: Contest) -> "RunningReply":
        deadline_at = session.deadline_at.astimezone(contest.zone)
        return cls(session_id=session.id, contest_day=session.contest_day, deadline_at=deadline_at)


class TodayReply(BaseModel):
    """`entry`, `score` and `max_score` are those of today's result; `running` is there whenever a session runs.

    It runs until its own deadline, though the contest day or the whole contest may have ended meanwhile.
    """

    state: Literal["open", "in_progress", "done", "closed"]
    session_id: UUID | None = None
    next_session_at: AwareDatetime | None = None
    entry: Entry | None = None
    score: int | None = None
    max_score: int | None = None
    running: RunningReply | None = None
    server_time: AwareDatetime

    @classmethod
    def of(cls, today: Today, contest: Contest) -> "TodayReply":
        done, running = today.done, today.running
        return cls(
            state=today.state,
            session_id=today.session_id,
            next_session_at=today.next_session_at,
            entry=None if done is None else cast("Entry", done.entry),
            score=None if done is None else done.score,
            max_score=None if done is None else done.max_score,
            running=None if running is None else RunningReply.of(running, contest),
            server_time=today.now.astimezone(contest.zone),
        )

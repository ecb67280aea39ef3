"""A contest as data: window, rules, entries, bank (R1.1, R1.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from quiz_service.domain.rules import Pools, Reveal, Rules
from services.contracts.grants import NATION


class State(StrEnum):
    """Of a contest as a whole; `final` when its results are."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    FINAL = "final"


@dataclass(frozen=True)
class Contact:
    """Whom participants may ask, as their pages show it."""

    label: str
    value: str


@dataclass(frozen=True)
class Final:
    """Since when the results are final, and of which sessions: how many, and a hash of their ids and scores."""

    at: datetime
    sessions: int
    digest: int


@dataclass(frozen=True)
class Contest:
    """`closes_at` is exclusive: a session may start until just before it. `eligible_units` None means every unit.

    `bank_as_of` is set when the bank is chosen: what is published later is drawn only if the contest is still to open.
    So is `measured`: by id, the difficulties that take the place of the author's in a blueprint that bounds their sum.
    """

    id: str
    version: int
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    rules: Rules
    entries: tuple[str, ...]
    bank_id: str
    eligible_units: tuple[str, ...] | None = None
    final: Final | None = None
    bank_as_of: datetime | None = None
    measured: Mapping[str, int] = field(default_factory=dict)
    owner_unit: str = NATION
    contacts: tuple[Contact, ...] = ()
    guide: str = ""

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    @cached_property
    def draws_until(self) -> datetime:
        """What had its seat by then is drawn: the ring never changes while anybody walks it (I14)."""
        return self.opens_at if self.bank_as_of is None else max(self.opens_at, self.bank_as_of)

    @cached_property
    def first_day(self) -> date:
        return self.day_of(self.opens_at)

    @cached_property
    def last_day(self) -> date:
        return self.day_of(self.closes_at - timedelta(microseconds=1))

    def is_open(self, instant: datetime) -> bool:
        return self.opens_at <= instant < self.closes_at

    def is_rehearsed(self, instant: datetime) -> bool:
        rule = self.rules.rehearsal
        return rule is not None and self.opens_at - timedelta(days=rule.days) <= instant < self.opens_at

    def is_over(self, instant: datetime) -> bool:
        """Whether its last day has ended and no session of it can run any more."""
        last_end = self.closes_at + timedelta(seconds=self.rules.time_limit_seconds)
        return instant >= max(last_end, self.end_of(self.last_day))

    def state_at(self, instant: datetime) -> State:
        if self.final is not None:
            return State.FINAL
        if instant < self.opens_at:
            return State.UPCOMING
        return State.OPEN if self.is_open(instant) else State.CLOSED

    def end_of(self, contest_day: date) -> datetime:
        return datetime.combine(contest_day + timedelta(days=1), time(), self.zone)

    def reveal_at(self, contest_day: date) -> datetime | None:
        """Until when keys and explanations of that day's sessions stay closed; None where they never do."""
        return self.end_of(contest_day) if self.rules.reveal is Reveal.AFTER_DAY else None

    def sessions_before(self, contest_day: date, ordinal: int) -> int:
        """How many papers were drawn from the same questions before this one, for who never missed a session."""
        if self.rules.pools is Pools.BY_DAY:
            return ordinal - 1
        return (contest_day - self.first_day).days * self.rules.sessions_per_day + ordinal - 1

    @cached_property
    def papers_drawn(self) -> int:
        """How many papers one person can draw from the same questions."""
        days = 1 if self.rules.pools is Pools.BY_DAY else (self.last_day - self.first_day).days + 1
        return days * self.rules.sessions_per_day

    def next_session_at(self, contest_day: date) -> datetime | None:
        """When the day after `contest_day` begins, or None when the contest is over by then."""
        next_at = max(self.end_of(contest_day), self.opens_at)
        return next_at.astimezone(self.zone) if next_at < self.closes_at else None

    def admits(self, entry: str, unit_path: Sequence[str]) -> bool:
        """Whether the contest offers this entry to this unit, or to one above it."""
        if entry not in self.entries:
            return False
        return self.eligible_units is None or not set(self.eligible_units).isdisjoint(unit_path)

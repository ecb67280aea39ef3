"""The contest of a campaign: its window gives the due dates, its totals fill the contest lines (R3.3, R3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from reporting_service.domain.forms import Template


@dataclass(frozen=True)
class Contest:
    """`closes_at` is exclusive."""

    id: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    sessions_per_day: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_day(self) -> date:
        return self.opens_at.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        return (self.closes_at - timedelta(microseconds=1)).astimezone(self.zone).date()

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def days_so_far(self, now: datetime) -> int:
        """Contest days that have begun."""
        return max((min(self.day_of(now), self.last_day) - self.first_day).days + 1, 0)


@dataclass(frozen=True)
class Total:
    """Distinct participants and sessions of a unit's own entry tree."""

    participants: int
    sessions: int
    as_of: datetime


@dataclass(frozen=True)
class Prefilled:
    value: int
    as_of: datetime


def prefill(template: Template, total: Total | None) -> dict[str, Prefilled]:
    """What the contest says of each contest line; nothing for a unit that the contest does not know."""
    if total is None:
        return {}
    by_measure = {"distinct_persons": total.participants, "attendance": total.sessions}
    return {line.id: Prefilled(by_measure[line.measure], total.as_of) for line in template.contest_lines}


def with_contest_lines(cells: Mapping[str, int | None], filled: Mapping[str, Prefilled]) -> dict[str, int | None]:
    """Own cells over what the contest says: a contest line stands in the cells only where it is overridden."""
    return {name: each.value for name, each in filled.items()} | dict(cells)


@dataclass(frozen=True)
class Due:
    """Due so many days after the first or the last day of the contest."""

    since: str
    days: int

    def on(self, contest: Contest, days_earlier: int = 0) -> date:
        start = contest.first_day if self.since == "first_day" else contest.last_day
        return start + timedelta(days=self.days - days_earlier)

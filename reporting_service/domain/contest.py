"""The days of a campaign, and its contest and camp, whose totals fill their lines (R3.3, R3.7, R3.12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reporting_service.domain.forms import Template

TIME_ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Contest:
    """A campaign without a contest has an `id` of None and no sessions. `closes_at` is exclusive."""

    id: str | None
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

    def most_attempts(self, now: datetime) -> int | None:
        """Of one participant on the contest days that have begun; None without a contest."""
        days = max((min(self.day_of(now), self.last_day) - self.first_day).days + 1, 0)
        return None if self.id is None else days * self.sessions_per_day


def without_contest(first_day: date, last_day: date) -> Contest:
    """The days of a campaign that has none, in the time zone of the whole country."""
    opens_at = datetime.combine(first_day, time(), ZoneInfo(TIME_ZONE))
    closes_at = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(TIME_ZONE))
    return Contest(None, opens_at, closes_at, TIME_ZONE, 0)


@dataclass(frozen=True)
class Total:
    """Distinct participants and sessions of one unit's own entry tree, or the sums of those of several units.

    Whoever changed between units of such a set is a participant of each.
    """

    participants: int
    sessions: int
    as_of: datetime


@dataclass(frozen=True)
class CampTotal:
    """What the people of a unit did in a camp, but for those whom units that report to it report themselves."""

    learners: int
    works: int
    certificates: int
    as_of: datetime


@dataclass(frozen=True)
class Prefilled:
    value: int
    as_of: datetime


def prefill(template: Template, total: Total | None, camp: CampTotal | None = None) -> dict[str, Prefilled]:
    """What the contest says of each contest line and the camp of each of its; nothing where they do not count here."""
    filled: dict[str, Prefilled] = {}
    if total is not None:
        by_measure = {"distinct_persons": total.participants, "attendance": total.sessions}
        filled = {line.id: Prefilled(by_measure[line.measure], total.as_of) for line in template.contest_lines}
    if camp is not None:
        filled |= {name: Prefilled(getattr(camp, figure), camp.as_of) for name, figure in template.camp_lines.items()}
    return filled


def with_contest_lines(cells: Mapping[str, int | None], filled: Mapping[str, Prefilled]) -> dict[str, int | None]:
    """Own cells over what the contest says: a contest line stands in the cells only where it is overridden."""
    return {name: each.value for name, each in filled.items()} | dict(cells)


@dataclass(frozen=True)
class Due:
    """Due on a day, or so many days after the first or the last day of the campaign."""

    since: str | None
    days: int | None
    day: date | None = None

    def on(self, contest: Contest, days_earlier: int = 0) -> date:
        start = contest.first_day if self.since == "first_day" else contest.last_day
        day = self.day or start + timedelta(days=self.days or 0)
        return day - timedelta(days=days_earlier)

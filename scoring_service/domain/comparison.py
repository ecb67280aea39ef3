"""How a unit does beside its past and beside its siblings (R2.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Protocol

from scoring_service.domain.ranking import Metric, Scale, UnitFigures, place

WEEK = timedelta(days=7)


class Day(Protocol):
    @property
    def date(self) -> date: ...
    @property
    def points(self) -> int: ...
    @property
    def sessions(self) -> int: ...


@dataclass(frozen=True)
class Week:
    first: date
    last: date
    points: int
    sessions: int


@dataclass(frozen=True)
class Trend:
    latest: Week
    previous: Week


@dataclass(frozen=True)
class Siblings:
    """Rank by points among the units of one parent, and their means."""

    rank: int
    of: int
    mean_points: float
    mean_sessions: float


def trend(days: Sequence[Day]) -> Trend | None:
    """The seven days up to the last one, and the seven before; None without a day."""
    if not days:
        return None
    last = max(day.date for day in days)
    return Trend(_week(days, last), _week(days, last - WEEK))


def compare(code: str, units: Sequence[UnitFigures], scale: Scale) -> Siblings | None:
    """None when the unit is not among them."""
    ranks = [placed.rank for placed in place(units, Metric.POINTS, scale) if placed.unit.code == code]
    if not ranks or ranks[0] is None:
        return None
    points, sessions = fmean(unit.points for unit in units), fmean(unit.sessions for unit in units)
    return Siblings(ranks[0], len(units), round(points, 2), round(sessions, 2))


def _week(days: Iterable[Day], last: date) -> Week:
    first = last - WEEK + timedelta(days=1)
    within = [day for day in days if first <= day.date <= last]
    return Week(first, last, sum(day.points for day in within), sum(day.sessions for day in within))

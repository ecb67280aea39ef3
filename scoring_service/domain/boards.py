"""Leaderboards of units: what is compared, and how places are given (R2.5, R2.7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Metric(StrEnum):
    POINTS = "points"
    PARTICIPANTS = "participants"
    SESSIONS = "sessions"
    AVERAGE_SCORE = "average_score"
    FULL_MARK_RATE = "full_mark_rate"


class Period(StrEnum):
    TOTAL = "total"
    DAY = "day"
    WEEK = "week"


class BoardKey(NamedTuple):
    """Which board. `day` is None for the total and the Monday for a week; no `parent` means the top units."""

    contest_id: str
    entry: str
    parent: str | None
    metric: Metric
    period: Period
    day: date | None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Sums of a unit over a period; `participants` are distinct in that period."""

    code: str
    name: str
    points: int
    participants: int
    sessions: int
    full_marks: int

    @property
    def average_score(self) -> float:
        return self.points / self.sessions if self.sessions else 0.0

    @property
    def full_mark_rate(self) -> float:
        return self.full_marks / self.sessions if self.sessions else 0.0


class Placed(NamedTuple):
    rank: int
    unit: UnitFigures


# Rates are compared unrounded. The quotients of equal ratios are equal floats, so they tie.
VALUES: Mapping[Metric, Callable[[UnitFigures], float]] = {
    Metric.POINTS: lambda unit: unit.points,
    Metric.PARTICIPANTS: lambda unit: unit.participants,
    Metric.SESSIONS: lambda unit: unit.sessions,
    Metric.AVERAGE_SCORE: lambda unit: unit.average_score,
    Metric.FULL_MARK_RATE: lambda unit: unit.full_mark_rate,
}


def place(units: Iterable[UnitFigures], metric: Metric) -> Sequence[Placed]:
    """Competition ranks 1, 2, 2, 4; equal values share a rank, ordered by sessions descending, then code."""
    value_of = VALUES[metric]
    ordered = sorted(units, key=lambda unit: (-value_of(unit), -unit.sessions, unit.code))
    placed: list[Placed] = []
    for position, unit in enumerate(ordered, start=1):
        is_tied = bool(placed) and value_of(placed[-1].unit) == value_of(unit)
        placed.append(Placed(placed[-1].rank if is_tied else position, unit))
    return placed

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
    PARTICIPATION_RATE = "participation_rate"
    PER_CAPITA = "per_capita"
    COMPOSITE = "composite"


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


SMALLEST_BASE = 30
"""Of fewer registered persons a share says nothing: such units have no rate and stand behind those that have."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each share contributes to the composite."""

    participation_rate: float
    average_score: float
    full_mark_rate: float


@dataclass(frozen=True, slots=True)
class Scale:
    """What a contest measures units by: the most points of a session, and the weights of the composite."""

    max_score: int
    weights: Weights


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Sums of a unit over a period; `participants` are distinct in that period.

    `registered_base` is how many could take part: the population of a region, the staff of an enterprise.
    """

    code: str
    name: str
    points: int
    participants: int
    sessions: int
    full_marks: int
    registered_base: int | None = None

    @property
    def average_score(self) -> float:
        return self.points / self.sessions if self.sessions else 0.0

    @property
    def full_mark_rate(self) -> float:
        return self.full_marks / self.sessions if self.sessions else 0.0

    @property
    def participation_rate(self) -> float | None:
        """Participants of the registered base; above 1 where the base is out of date."""
        return self._of_base(self.participants)

    @property
    def per_capita(self) -> float | None:
        """Points for each person of the registered base."""
        return self._of_base(self.points)

    def composite(self, scale: Scale) -> float:
        """0 to 100. Without a base that counts, participation contributes nothing."""
        weights = scale.weights
        weighted = (
            weights.participation_rate * min(self.participation_rate or 0.0, 1.0)
            + weights.average_score * min(self.average_score / scale.max_score, 1.0)
            + weights.full_mark_rate * self.full_mark_rate
        )
        return 100 * weighted / (weights.participation_rate + weights.average_score + weights.full_mark_rate)

    def _of_base(self, count: int) -> float | None:
        base = self.registered_base
        return None if base is None or base < SMALLEST_BASE else count / base


class Placed(NamedTuple):
    rank: int
    unit: UnitFigures


# Rates are compared unrounded. The quotients of equal ratios are equal floats, so they tie.
VALUES: Mapping[Metric, Callable[[UnitFigures, Scale], float | None]] = {
    Metric.POINTS: lambda unit, _: unit.points,
    Metric.PARTICIPANTS: lambda unit, _: unit.participants,
    Metric.SESSIONS: lambda unit, _: unit.sessions,
    Metric.AVERAGE_SCORE: lambda unit, _: unit.average_score,
    Metric.FULL_MARK_RATE: lambda unit, _: unit.full_mark_rate,
    Metric.PARTICIPATION_RATE: lambda unit, _: unit.participation_rate,
    Metric.PER_CAPITA: lambda unit, _: unit.per_capita,
    Metric.COMPOSITE: lambda unit, scale: unit.composite(scale),
}


def place(units: Iterable[UnitFigures], metric: Metric, scale: Scale) -> Sequence[Placed]:
    """Competition ranks 1, 2, 2, 4; equal values share a rank, ordered by sessions descending, then code.

    Units without a value share the last rank.
    """
    value_of = VALUES[metric]

    def order(valued: tuple[float | None, UnitFigures]) -> tuple[bool, float, int, str]:
        value, unit = valued
        return value is None, -(value or 0), -unit.sessions, unit.code

    placed: list[Placed] = []
    before: float | None = None
    for position, (value, unit) in enumerate(sorted(((value_of(u, scale), u) for u in units), key=order), start=1):
        is_tied = bool(placed) and value == before
        placed.append(Placed(placed[-1].rank if is_tied else position, unit))
        before = value
    return placed

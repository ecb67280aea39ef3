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
    """What each share contributes to the composite; only their proportions matter."""

    participation_rate: float
    average_score: float
    full_mark_rate: float = 0.0
    points: float = 0.0

    @property
    def sum(self) -> float:
        return self.participation_rate + self.average_score + self.full_mark_rate + self.points


@dataclass(frozen=True, slots=True)
class Scale:
    """What a contest measures units by: the most points of a session, and the weights of the composite.

    An average or a rate of fewer than `smallest_sample` sessions says nothing.
    """

    max_score: int
    weights: Weights
    smallest_sample: int = 0


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

    def average_score(self, scale: Scale) -> float | None:
        """None below the smallest sample."""
        return self._of_sessions(self.points, scale)

    def full_mark_rate(self, scale: Scale) -> float | None:
        """None below the smallest sample."""
        return self._of_sessions(self.full_marks, scale)

    def participation_rate(self, scale: Scale) -> float | None:
        """Participants of the base, above 1 where it is out of date. None below the smallest sample."""
        return self._of_base(self.participants, scale)

    def per_capita(self, scale: Scale) -> float | None:
        """Points for each person of the registered base. None below the smallest sample."""
        return self._of_base(self.points, scale)

    def says_too_little(self, scale: Scale) -> bool:
        """Whether there are fewer sessions than the smallest sample."""
        return self.sessions < scale.smallest_sample

    def composite(self, scale: Scale, most_points: int = 0) -> float:
        """0 to 100. Points are a share of `most_points`, those of the best unit beside this one.

        Without a base or a sample that counts, the rates of it contribute nothing.
        """
        weights = scale.weights
        weighted = (
            weights.points * (self.points / most_points if most_points else 0.0)
            + weights.participation_rate * min(self.participation_rate(scale) or 0.0, 1.0)
            + weights.average_score * min((self.average_score(scale) or 0.0) / scale.max_score, 1.0)
            + weights.full_mark_rate * (self.full_mark_rate(scale) or 0.0)
        )
        return 100 * weighted / weights.sum if weights.sum else 0.0

    def _of_sessions(self, count: int, scale: Scale) -> float | None:
        if self.says_too_little(scale):
            return None
        return count / self.sessions if self.sessions else 0.0

    def _of_base(self, count: int, scale: Scale) -> float | None:
        base = self.registered_base
        return None if base is None or base < SMALLEST_BASE or self.says_too_little(scale) else count / base


class Placed(NamedTuple):
    """`rank` is None where the figure says nothing for want of sessions."""

    rank: int | None
    unit: UnitFigures
    composite: float


# Rates are compared unrounded. The quotients of equal ratios are equal floats, so they tie.
VALUES: Mapping[Metric, Callable[[UnitFigures, Scale, int], float | None]] = {
    Metric.POINTS: lambda unit, *_: unit.points,
    Metric.PARTICIPANTS: lambda unit, *_: unit.participants,
    Metric.SESSIONS: lambda unit, *_: unit.sessions,
    Metric.AVERAGE_SCORE: lambda unit, scale, _: unit.average_score(scale),
    Metric.FULL_MARK_RATE: lambda unit, scale, _: unit.full_mark_rate(scale),
    Metric.PARTICIPATION_RATE: lambda unit, scale, _: unit.participation_rate(scale),
    Metric.PER_CAPITA: lambda unit, scale, _: unit.per_capita(scale),
    Metric.COMPOSITE: lambda unit, scale, most: unit.composite(scale, most),
}


AVERAGES = (Metric.AVERAGE_SCORE, Metric.FULL_MARK_RATE, Metric.PARTICIPATION_RATE, Metric.PER_CAPITA)
"""Rates and averages: units with too few sessions have none, and no rank by them."""


def place(units: Iterable[UnitFigures], metric: Metric, scale: Scale) -> Sequence[Placed]:
    """Competition ranks 1, 2, 2, 4; equal values share a rank, ordered by sessions descending, then code.

    Units without a share of a base share the last rank; those with too few sessions for a figure have none.
    """
    known, value_of = list(units), VALUES[metric]
    most_points = max((unit.points for unit in known), default=0)

    def order(valued: tuple[float | None, UnitFigures]) -> tuple[bool, float, int, str]:
        value, unit = valued
        return value is None, -(value or 0), -unit.sessions, unit.code

    placed: list[Placed] = []
    before: float | None = None
    valued = ((value_of(unit, scale, most_points), unit) for unit in known)
    for position, (value, unit) in enumerate(sorted(valued, key=order), start=1):
        rank = placed[-1].rank if placed and value == before else position
        is_ranked = metric not in AVERAGES or not unit.says_too_little(scale)
        placed.append(Placed(rank if is_ranked else None, unit, unit.composite(scale, most_points)))
        before = value
    return placed

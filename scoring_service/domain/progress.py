"""What organisers see of a unit and of those below it (R2.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scoring_service.domain.comparison import Siblings, Trend
from scoring_service.domain.contest import Contest
from scoring_service.domain.ranking import UnitFigures


@dataclass(frozen=True)
class Range:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class DayFigures:
    date: date
    points: int
    participants: int
    sessions: int


@dataclass(frozen=True)
class HourFigures:
    """`hour` is that of the hand-in, 0 to 23 in the contest's time zone."""

    hour: int
    points: int
    participants: int
    sessions: int


@dataclass(frozen=True)
class SilentUnit:
    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True)
class Asked:
    """`days` None means all; `hours_of` is a day to be shown by the hour.

    `depth` is how many levels below are looked at for silent units; None means all of them.
    """

    days: Range | None = None
    hours_of: date | None = None
    depth: int | None = 1


@dataclass(frozen=True)
class Progress:
    contest: Contest
    unit: UnitFigures
    as_of: datetime
    by_day: Sequence[DayFigures]
    by_hour: Sequence[HourFigures] | None
    children: Sequence[UnitFigures]
    silent: Sequence[SilentUnit]
    trend: Trend | None
    siblings: Siblings | None

"""Where a participant stands among all of a contest (R2.8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class DayPoints:
    date: date
    points: int
    sessions: int


@dataclass(frozen=True)
class Standing:
    """`of` counts the participants with a session; before the first own one `rank` is one behind all with points."""

    points: int
    sessions: int
    rank: int
    of: int
    percentile: float
    streak_days: int
    by_day: Sequence[DayPoints]


def percentile(fewer: int, everybody: int) -> float:
    """Share of participants with fewer points, 0 to 100."""
    return round(100 * fewer / everybody, 2) if everybody else 0.0


def streak(days: Collection[date], today: date) -> int:
    """Days in a row with a session, up to today or, while today's session is still to come, yesterday."""
    one = timedelta(days=1)
    day = today if today in days else today - one
    length = 0
    while day in days:
        length += 1
        day -= one
    return length

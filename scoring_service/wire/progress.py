"""What organisers read of a unit and of those below it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from scoring_service.queries.progress import DayFigures
from scoring_service.use_cases.read_progress import Progress
from scoring_service.wire.units import (
    Instant,
    TotalsReply,
    UnitReply,
    UnitTotalsReply,
    encode,
    instant,
    totals,
    unit_reply,
)


@dataclass(frozen=True, slots=True)
class DayReply(TotalsReply):
    date: date


@dataclass(frozen=True, slots=True)
class WeekReply:
    first: date
    last: date
    points: int
    sessions: int


@dataclass(frozen=True, slots=True)
class TrendReply:
    latest: WeekReply
    previous: WeekReply


@dataclass(frozen=True, slots=True)
class SiblingsReply:
    rank: Annotated[int, Field(ge=1)]
    of: int
    mean_points: float
    mean_sessions: float


@dataclass(frozen=True, slots=True)
class ProgressReply:
    """`by_day` lists days with sessions, `children` every active unit below, `silent_children` those without one.

    `trend` sets the seven days up to the last of them beside the seven before, null without any day. `siblings` tells
    the unit's rank by points among those of its parent, and their means over the same days; null for a root.
    """

    unit: UnitReply
    as_of: Instant
    totals: TotalsReply
    by_day: list[DayReply]
    children: list[UnitTotalsReply]
    silent_children: list[UnitReply]
    trend: TrendReply | None
    siblings: SiblingsReply | None


def progress_reply(progress: Progress) -> bytes:
    trend, siblings = progress.trend, progress.siblings
    return encode(
        ProgressReply(
            unit=unit_reply(progress.unit),
            as_of=instant(progress.as_of),
            totals=TotalsReply(**totals(progress.unit)),
            by_day=[_day(day) for day in progress.by_day],
            children=[UnitTotalsReply(**totals(child), unit=unit_reply(child)) for child in progress.children],
            silent_children=[unit_reply(child) for child in progress.children if not child.sessions],
            trend=None if trend is None else TrendReply(*[WeekReply(**vars(week)) for week in vars(trend).values()]),
            siblings=None if siblings is None else SiblingsReply(**vars(siblings)),
        )
    )


def _day(day: DayFigures) -> DayReply:
    return DayReply(day.points, day.participants, day.sessions, round(day.points / day.sessions, 2), day.date)

"""What organisers read of a unit and of those below it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from scoring_service.domain.progress import DayFigures, HourFigures, Progress
from scoring_service.domain.ranking import Scale, UnitFigures
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
class HourReply(TotalsReply):
    """Sessions that were handed in within this hour of the day, by the contest's time zone."""

    hour: Annotated[int, Field(ge=0, le=23)]


@dataclass(frozen=True, slots=True)
class SilentReply(UnitReply):
    level: int
    parent: str | None


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
    """`by_day` lists days with sessions, `by_hour` the hours with sessions of the `date` that was asked for.

    `by_hour` is null for a day with more than 300,000 sessions in the whole contest. `children` lists every active unit
    right below, `silent_children` the units without a session down to `depth` levels below, the upper ones first.

    `trend` sets the seven days up to the last of them beside the seven before, null without any day. `siblings` tells
    the unit's rank by points among those of its parent, and their means over the same days; null for a root.
    """

    unit: UnitReply
    as_of: Instant
    totals: TotalsReply
    by_day: list[DayReply]
    by_hour: list[HourReply] | None
    children: list[UnitTotalsReply]
    silent_children: list[SilentReply]
    trend: TrendReply | None
    siblings: SiblingsReply | None


def progress_reply(progress: Progress) -> bytes:
    trend, siblings, scale = progress.trend, progress.siblings, progress.contest.scale
    hours = progress.by_hour
    return encode(
        ProgressReply(
            unit=unit_reply(progress.unit),
            as_of=instant(progress.as_of),
            totals=TotalsReply(**totals(progress.unit, scale)),
            by_day=[DayReply(**_sums(day, scale), date=day.date) for day in progress.by_day],
            by_hour=None if hours is None else [HourReply(**_sums(hour, scale), hour=hour.hour) for hour in hours],
            children=[UnitTotalsReply(**totals(child, scale), unit=unit_reply(child)) for child in progress.children],
            silent_children=[SilentReply(**vars(unit)) for unit in progress.silent],
            trend=None if trend is None else TrendReply(*[WeekReply(**vars(week)) for week in vars(trend).values()]),
            siblings=None if siblings is None else SiblingsReply(**vars(siblings)),
        )
    )


def _sums(part: DayFigures | HourFigures, scale: Scale) -> dict[str, Any]:
    return totals(UnitFigures("", "", part.points, part.participants, part.sessions, 0), scale)

"""Bodies of replies, and the questions that boards are asked."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, Field

from scoring_service.domain.boards import Metric, Period
from scoring_service.queries.progress import Range
from services.kit.errors import FieldError, Invalid

DEFAULT_LIMIT = 200
LARGEST_LIMIT = 1000
LIMIT = re.compile(r"[0-9]{1,4}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OWN_CURSOR = re.compile(rb"after:([0-9]{1,9})")

T = TypeVar("T")

Rate = Field(ge=0, le=1)


class UnitReply(BaseModel):
    code: str
    name: str


class TotalsReply(BaseModel):
    """`participants` are distinct persons; `average_score` is points per session, rounded to 2 decimals."""

    points: int
    participants: int
    sessions: int
    average_score: float


class UnitTotalsReply(TotalsReply):
    unit: UnitReply


class BoardRow(UnitTotalsReply):
    """Equal values share a rank (1, 2, 2, 4) and are ordered by sessions descending, then code.

    Averages and rates are compared unrounded; a rate is shown with 4 decimals. `registered_base` is how many persons
    could take part; `participation_rate` (participants) and `per_capita` (points) are shares of it. A unit with fewer
    than 30 registered, or none known, has null there and shares the last rank on boards of these two. `composite`
    (0 to 100) weighs participation rate, average score and full-mark rate.
    """

    rank: int = Field(ge=1)
    full_mark_rate: float = Rate
    registered_base: int | None
    participation_rate: float | None = Field(ge=0)
    per_capita: float | None = Field(ge=0)
    composite: float = Field(ge=0, le=100)


class BoardReply(BaseModel):
    """`as_of` and `version` are of the last change to anything on the board; `parent` is null for the top units."""

    contest_id: str
    entry: Literal["region", "enterprise"]
    parent: str | None
    metric: Metric
    period: Period
    as_of: AwareDatetime
    version: int
    items: list[BoardRow]
    next_cursor: str | None


class OwnDayReply(BaseModel):
    date: date
    points: int
    sessions: int


class StandingReply(BaseModel):
    """`of` counts the participants with at least one session.

    `rank` is 1 + those of them with more points, also before the own first session; `percentile` the share of them with
    fewer points, 0 to 100. `streak_days` are the days in a row with a session up to today, or up to yesterday while
    today's is still to come. `by_day` lists days with a session.
    """

    points: int
    sessions: int
    rank: int = Field(ge=1)
    of: int
    percentile: float = Field(ge=0, le=100)
    streak_days: int
    by_day: list[OwnDayReply]


class DayReply(TotalsReply):
    date: date


class WeekReply(BaseModel):
    first: date
    last: date
    points: int
    sessions: int


class TrendReply(BaseModel):
    latest: WeekReply
    previous: WeekReply


class SiblingsReply(BaseModel):
    rank: int = Field(ge=1)
    of: int
    mean_points: float
    mean_sessions: float


class ProgressReply(BaseModel):
    """`by_day` lists days with sessions, `children` every active unit below, `silent_children` those without one.

    `trend` sets the seven days up to the last of them beside the seven before, null without any day. `siblings` tells
    the unit's rank by points among those of its parent, and their means over the same days; null for a root.
    """

    unit: UnitReply
    as_of: AwareDatetime
    totals: TotalsReply
    by_day: list[DayReply]
    children: list[UnitTotalsReply]
    silent_children: list[UnitReply]
    trend: TrendReply | None
    siblings: SiblingsReply | None


@dataclass(frozen=True)
class BoardQuestion:
    """Which part of which board. `day` None stands for today where the period needs one."""

    parent: str | None
    metric: Metric
    period: Period
    day: date | None
    limit: int
    offset: int


class Parameters:
    """Query parameters, read one by one; `check` raises `Invalid` naming every one that was wrong."""

    def __init__(self, texts: Mapping[str, str | None]) -> None:
        self._texts = texts
        self._errors: list[FieldError] = []

    def read(self, name: str, parse: Callable[[str], T], default: T, expected: str) -> T:
        text = self._texts.get(name)
        try:
            return parse(text) if text else default
        except ValueError:
            self.refuse(name, f"取值有误，应为：{expected}。", f"Expected {expected}.")
            return default

    def refuse(self, name: str, zh: str, en: str) -> None:
        self._errors.append(FieldError(f"/{name}", "invalid-value", zh, en))

    def check(self) -> None:
        if self._errors:
            raise Invalid(errors=self._errors)


def board_question(texts: Mapping[str, str]) -> BoardQuestion:
    """Raises `Invalid`."""
    parameters = Parameters(texts)
    question = BoardQuestion(
        parent=texts.get("parent") or None,
        metric=parameters.read("metric", Metric, Metric.POINTS, " | ".join(Metric)),
        period=parameters.read("period", Period, Period.TOTAL, " | ".join(Period)),
        day=parameters.read("date", _day_of, None, "YYYY-MM-DD"),
        limit=parameters.read("limit", _limit_of, DEFAULT_LIMIT, f"1…{LARGEST_LIMIT}"),
        offset=parameters.read("cursor", offset_of, 0, "next_cursor"),
    )
    parameters.check()
    return question


def range_of(first: str | None, last: str | None) -> Range | None:
    """Days from `first` to `last`, either of which may be open. Raises `Invalid`."""
    parameters = Parameters({"from": first, "to": last})
    days = Range(
        parameters.read("from", _day_of, date.min, "YYYY-MM-DD"), parameters.read("to", _day_of, date.max, "YYYY-MM-DD")
    )
    if days.last < days.first:
        parameters.refuse("to", "结束日期早于开始日期。", "Earlier than `from`.")
    parameters.check()
    return days if first or last else None


def cursor_of(offset: int) -> str:
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode().rstrip("=")


def offset_of(cursor: str) -> int:
    """Raises `ValueError` for a cursor that is not ours."""
    known = OWN_CURSOR.fullmatch(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if known is None:
        raise ValueError(cursor)
    return int(known[1])


def _limit_of(text: str) -> int:
    if not LIMIT.fullmatch(text) or not 1 <= int(text) <= LARGEST_LIMIT:
        raise ValueError(text)
    return int(text)


def _day_of(text: str) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)

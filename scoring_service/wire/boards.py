"""Bodies of replies."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from scoring_service.domain.boards import Metric, Period

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


class KeysReply(BaseModel):
    """A JWK Set (RFC 7517) of Ed25519 keys (RFC 8037)."""

    keys: list[dict[str, str]]


class FinalContestReply(BaseModel):
    id: str
    title: str
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    time_zone: str
    max_score: int
    composite_weights: dict[str, float]


class FinalUnitReply(BaseModel):
    code: str
    name: str | None
    entry: str | None
    parent: str | None
    registered_base: int | None
    points: int
    sessions: int
    participants: int
    full_marks: int


class ResultsReply(BaseModel):
    """`units` holds every unit that counts for something."""

    contest: FinalContestReply
    finalised_at: AwareDatetime
    sessions: int
    units: list[FinalUnitReply]


class FinalReply(BaseModel):
    """`jws` is the compact JWS of `results` as UTF-8 JSON, `digest` the SHA-256 of that."""

    contest_id: str
    digest: str
    jws: str
    results: ResultsReply

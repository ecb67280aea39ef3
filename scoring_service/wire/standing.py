"""What participants read of their own standing."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from scoring_service.domain.standing import Standing
from scoring_service.wire.units import encode


@dataclass(frozen=True, slots=True)
class OwnDayReply:
    date: date
    points: int
    sessions: int


@dataclass(frozen=True, slots=True)
class StandingReply:
    """`of` counts the participants with at least one session.

    `rank` is 1 + those of them with more points, also before the own first session; `percentile` the share of them with
    fewer points, 0 to 100. `streak_days` are the days in a row with a session up to today, or up to yesterday while
    today's is still to come. `by_day` lists days with a session.
    """

    points: int
    sessions: int
    rank: Annotated[int, Field(ge=1)]
    of: int
    percentile: Annotated[float, Field(ge=0, le=100)]
    streak_days: int
    by_day: list[OwnDayReply]


def standing_reply(standing: Standing) -> bytes:
    by_day = [OwnDayReply(**vars(day)) for day in standing.by_day]
    return encode(StandingReply(**{**vars(standing), "by_day": by_day}))

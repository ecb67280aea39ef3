"""A unit and its sums, as every reply shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from pydantic import WithJsonSchema

from scoring_service.domain.ranking import Scale, UnitFigures

encode = msgspec.json.Encoder().encode

Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""RFC 3339 with milliseconds."""


@dataclass(frozen=True, slots=True)
class UnitReply:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TotalsReply:
    """`participants` are distinct persons; `average_score` is points per session, rounded to 2 decimals.

    It is null for fewer sessions than the smallest sample of the contest.
    """

    points: int
    participants: int
    sessions: int
    average_score: float | None


@dataclass(frozen=True, slots=True)
class UnitTotalsReply(TotalsReply):
    unit: UnitReply


def instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def unit_reply(unit: UnitFigures) -> UnitReply:
    return UnitReply(unit.code, unit.name)


def totals(unit: UnitFigures, scale: Scale) -> dict[str, Any]:
    """The members of a `TotalsReply`."""
    return {
        "points": unit.points,
        "participants": unit.participants,
        "sessions": unit.sessions,
        "average_score": rounded(unit.average_score(scale), 2),
    }

"""Progress over a range of days: sums of the days, and distinct participants counted in the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries.present import COUNTED
from scoring_service.tables import unit_day_totals

COUNT_PARTICIPANTS = sa.text(f"""
SELECT code, count(DISTINCT participant_id)
FROM ({COUNTED} AND s.contest_day BETWEEN :first AND :last AND s.unit_path && CAST(:codes AS text[])) AS session
CROSS JOIN unnest(unit_path) AS code
WHERE code = ANY (CAST(:codes AS text[]))
GROUP BY code
""")  # noqa: S608 - a query of our own


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


async def read_days(
    connection: AsyncConnection, contest_id: str, code: str, days: Range | None
) -> Sequence[DayFigures]:
    """A unit's days with sessions, in order."""
    d = unit_day_totals.c
    statement = sa.select(d.contest_day, d.points, d.participants, d.sessions).where(
        d.contest_id == contest_id, d.unit_code == code, d.sessions > 0
    )
    if days is not None:
        statement = statement.where(d.contest_day.between(days.first, days.last))
    return [DayFigures(*row) for row in await connection.execute(statement.order_by(d.contest_day))]


async def read_sums(
    connection: AsyncConnection, contest_id: str, codes: Collection[str], days: Range
) -> Mapping[str, tuple[int, int, int]]:
    """Points, sessions and full marks by unit."""
    d = unit_day_totals.c
    sums = [sa.cast(sa.func.sum(column), sa.BigInteger) for column in (d.points, d.sessions, d.full_marks)]
    statement = (
        sa.select(d.unit_code, *sums)
        .where(d.contest_id == contest_id, d.unit_code.in_(codes), d.contest_day.between(days.first, days.last))
        .group_by(d.unit_code)
    )
    return {code: (points, sessions, full) for code, points, sessions, full in await connection.execute(statement)}


async def count_participants(
    connection: AsyncConnection, contest_id: str, codes: Collection[str], days: Range
) -> Mapping[str, int]:
    """Distinct participants by unit."""
    values = {"contest_id": contest_id, "codes": list(codes), "first": days.first, "last": days.last}
    return dict((await connection.execute(COUNT_PARTICIPANTS, values)).all())

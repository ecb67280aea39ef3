"""Progress over a range of days: sums of the days, and distinct participants counted in the ledger."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.domain.progress import DayFigures, HourFigures, Range, SilentUnit
from scoring_service.queries.figures import is_admitted, tree_of
from scoring_service.queries.present import COUNTED
from scoring_service.tables import unit_day_totals, units

COUNT_PARTICIPANTS = sa.text(f"""
SELECT code, count(DISTINCT person_id)
FROM ({COUNTED} AND s.contest_day BETWEEN :first AND :last AND s.unit_path && CAST(:codes AS text[])) AS session
CROSS JOIN unnest(unit_path) AS code
WHERE code = ANY (CAST(:codes AS text[]))
GROUP BY code
""")  # noqa: S608 - a query of our own


READ_HOURS = sa.text(f"""
SELECT CAST(extract(hour FROM finished_at AT TIME ZONE :time_zone) AS integer) AS hour,
    CAST(sum(points) AS bigint), count(DISTINCT person_id), count(*)
FROM ({COUNTED} AND s.contest_day = :day AND s.unit_path && CAST(:codes AS text[])) AS session
GROUP BY hour ORDER BY hour
""")  # noqa: S608 - a query of our own


async def read_hours(connection: AsyncConnection, contest: Contest, code: str, day: date) -> Sequence[HourFigures]:
    """A unit's hours with sessions, in order."""
    values = {"contest_id": contest.id, "codes": [code], "day": day, "time_zone": contest.time_zone}
    return [HourFigures(*row) for row in await connection.execute(READ_HOURS, values)]


async def count_sessions(connection: AsyncConnection, contest_id: str, day: date) -> int:
    """All of the contest's on that day, by its sums."""
    d = unit_day_totals.c
    sessions = sa.select(sa.func.coalesce(sa.func.sum(d.sessions), 0)).join(units, units.c.code == d.unit_code)
    of_roots = sessions.where(d.contest_id == contest_id, d.contest_day == day, units.c.parent.is_(None))
    return int((await connection.execute(of_roots)).scalar_one())


async def read_silent(
    connection: AsyncConnection, contest: Contest, code: str, level: int, depth: int | None, days: Range | None
) -> Sequence[SilentUnit]:
    """Units without a session, down to `depth` levels below a unit of this level, None for all; from the top down."""
    tree, d = tree_of(contest), unit_day_totals.c
    within = [d.contest_id == contest.id, d.sessions > 0]
    if days is not None:
        within.append(d.contest_day.between(days.first, days.last))
    heard = sa.select(d.unit_code).where(*within)
    below = [tree.c.path.contains([code]), tree.c.code != code, tree.c.is_active, is_admitted(contest, tree)]
    if depth is not None:
        below.append(tree.c.level <= level + depth)
    statement = sa.select(tree.c.code, tree.c.name, tree.c.level, tree.c.parent)
    silent = statement.where(*below, tree.c.code.not_in(heard)).order_by(tree.c.level, tree.c.code)
    return [SilentUnit(*row) for row in await connection.execute(silent)]


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

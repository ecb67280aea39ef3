"""Totals that follow the ledger. Each applied batch is a version of its contests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.attribution import Figures, PointsKey, UnitDay
from scoring_service.domain.errors import ResultsFinal

NEXT_VERSIONS = sa.text("""
INSERT INTO scoring.contest_states AS s (contest_id, version, as_of)
SELECT contest_id, 1, kit.contest_now() FROM unnest(CAST(:contest_id AS text[])) AS changed (contest_id)
ON CONFLICT (contest_id) DO UPDATE SET version = s.version + 1, as_of = kit.contest_now() WHERE s.frozen_at IS NULL
RETURNING contest_id, version, as_of
""")

ADD_TO_UNITS = sa.text("""
INSERT INTO scoring.unit_totals AS t (contest_id, unit_code, points, sessions, participants, full_marks, version,
    changed_at)
SELECT :contest_id, added.*, :version, :changed_at
FROM unnest(CAST(:unit_code AS text[]), CAST(:points AS bigint[]), CAST(:sessions AS bigint[]),
    CAST(:participants AS bigint[]), CAST(:full_marks AS bigint[])) AS added
ON CONFLICT (contest_id, unit_code) DO UPDATE SET
    points = t.points + excluded.points, sessions = t.sessions + excluded.sessions,
    participants = t.participants + excluded.participants, full_marks = t.full_marks + excluded.full_marks,
    version = excluded.version, changed_at = excluded.changed_at
""")

ADD_TO_UNIT_DAYS = sa.text("""
INSERT INTO scoring.unit_day_totals AS t (contest_id, unit_code, contest_day, points, sessions, participants,
    week_participants, full_marks, version, changed_at)
SELECT :contest_id, added.*, :version, :changed_at
FROM unnest(CAST(:unit_code AS text[]), CAST(:contest_day AS date[]), CAST(:points AS bigint[]),
    CAST(:sessions AS bigint[]), CAST(:participants AS bigint[]), CAST(:week_participants AS bigint[]),
    CAST(:full_marks AS bigint[])) AS added
ON CONFLICT (contest_id, unit_code, contest_day) DO UPDATE SET
    points = t.points + excluded.points, sessions = t.sessions + excluded.sessions,
    participants = t.participants + excluded.participants,
    week_participants = t.week_participants + excluded.week_participants,
    full_marks = t.full_marks + excluded.full_marks, version = excluded.version, changed_at = excluded.changed_at
""")

ADD_TO_HISTOGRAM = sa.text("""
INSERT INTO scoring.histogram AS h (contest_id, points, participants)
SELECT * FROM unnest(CAST(:contest_id AS text[]), CAST(:points AS integer[]), CAST(:participants AS bigint[]))
ON CONFLICT (contest_id, points) DO UPDATE SET participants = h.participants + excluded.participants
""")


@dataclass(frozen=True)
class Version:
    """The state of a contest's totals after a batch, and when by the contest's clock."""

    contest_id: str
    number: int
    as_of: datetime


async def next_versions(connection: AsyncConnection, contest_ids: Iterable[str]) -> list[Version]:
    """Take the next version of each contest. Other batches of these contests wait here until this one ends.

    Raises `ResultsFinal` when one of them is frozen (I5).
    """
    wanted = sorted(set(contest_ids))
    versions = [Version(*row) for row in await connection.execute(NEXT_VERSIONS, {"contest_id": wanted})]
    if len(versions) < len(wanted):
        raise ResultsFinal
    return versions


async def add_to_units(connection: AsyncConnection, units: Mapping[str, Figures], version: Version) -> None:
    """`units` are those of the version's contest."""
    codes = sorted(units)
    values = _figures(version, [units[code] for code in codes]) | {"unit_code": codes}
    await connection.execute(ADD_TO_UNITS, values)


async def add_to_unit_days(connection: AsyncConnection, unit_days: Mapping[UnitDay, Figures], version: Version) -> None:
    keys = sorted(unit_days)
    figures = [unit_days[key] for key in keys]
    values = _figures(version, figures) | {
        "unit_code": [unit for unit, _ in keys],
        "contest_day": [day for _, day in keys],
        "week_participants": [each.week_participants for each in figures],
    }
    await connection.execute(ADD_TO_UNIT_DAYS, values)


async def add_to_histogram(connection: AsyncConnection, histogram: Mapping[PointsKey, int]) -> None:
    keys = sorted(key for key, participants in histogram.items() if participants)
    values = {
        "contest_id": [contest_id for contest_id, _ in keys],
        "points": [points for _, points in keys],
        "participants": [histogram[key] for key in keys],
    }
    await connection.execute(ADD_TO_HISTOGRAM, values)


def _figures(version: Version, figures: Sequence[Figures]) -> dict[str, object]:
    return {
        "contest_id": version.contest_id,
        "version": version.number,
        "changed_at": version.as_of,
        "points": [each.points for each in figures],
        "sessions": [each.sessions for each in figures],
        "participants": [each.participants for each in figures],
        "full_marks": [each.full_marks for each in figures],
    }

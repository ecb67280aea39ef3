"""The totals as the ledger gives them, beside the totals as they are kept."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries.persons import COUNTED_MERGES
from scoring_service.queries.present import COUNTED


class Check(NamedTuple):
    """Two queries over one contest that answer the same rows (which, figures) when all is well.

    `session` stands for the sessions that count. Where none does any more, zeros are kept, and they are left out.
    """

    counted: str
    kept: str


UNITS = Check(
    """
    SELECT unit AS which, concat_ws('/', sum(points), count(*),
        count(DISTINCT person_id), count(*) FILTER (WHERE is_full_mark)) AS figures
    FROM session CROSS JOIN unnest(unit_path) AS unit
    GROUP BY unit
    """,
    """
    SELECT unit_code AS which, concat_ws('/', points, sessions, participants, full_marks) AS figures
    FROM scoring.unit_totals WHERE contest_id = :contest_id
    """,
)

UNIT_DAYS = Check(
    """
    SELECT unit || ' ' || contest_day AS which, concat_ws('/', sum(points), count(*),
        count(DISTINCT person_id), count(*) FILTER (WHERE is_full_mark)) AS figures
    FROM session CROSS JOIN unnest(unit_path) AS unit
    GROUP BY unit, contest_day
    """,
    """
    SELECT unit_code || ' ' || contest_day AS which,
        concat_ws('/', points, sessions, participants, full_marks) AS figures
    FROM scoring.unit_day_totals WHERE contest_id = :contest_id
    """,
)

UNIT_WEEKS = Check(
    """
    SELECT unit || ' ' || CAST(date_trunc('week', contest_day) AS date) AS which,
        CAST(count(DISTINCT person_id) AS text) AS figures
    FROM session CROSS JOIN unnest(unit_path) AS unit
    GROUP BY unit, date_trunc('week', contest_day)
    """,
    """
    SELECT unit_code || ' ' || CAST(date_trunc('week', contest_day) AS date) AS which,
        CAST(sum(week_participants) AS text) AS figures
    FROM scoring.unit_day_totals WHERE contest_id = :contest_id
    GROUP BY unit_code, date_trunc('week', contest_day)
    """,
)

PARTICIPANTS = Check(
    """
    SELECT CAST(person_id AS text) AS which, concat_ws('/', max(points), max(sessions), max(last_day),
        string_agg(DISTINCT unit, ' ' ORDER BY unit),
        string_agg(DISTINCT unit, ' ' ORDER BY unit) FILTER (WHERE contest_day >= date_trunc('week', last_day)))
        AS figures
    FROM (
        SELECT person_id, contest_day, unit_path, sum(points) OVER own AS points,
            count(*) OVER own AS sessions, max(contest_day) OVER own AS last_day
        FROM session WINDOW own AS (PARTITION BY person_id)
    ) AS entry CROSS JOIN unnest(unit_path) AS unit
    GROUP BY person_id
    """,
    """
    SELECT CAST(participant_id AS text) AS which, concat_ws('/', points, sessions, last_day,
        (SELECT string_agg(unit, ' ' ORDER BY unit) FROM unnest(counted_units) AS unit),
        (SELECT string_agg(unit, ' ' ORDER BY unit) FROM unnest(week_units) AS unit)) AS figures
    FROM scoring.participants WHERE contest_id = :contest_id
    """,
)

HISTOGRAM = Check(
    """
    SELECT CAST(points AS text) AS which, CAST(count(*) AS text) AS figures
    FROM (
        SELECT sum(points) AS points FROM session GROUP BY person_id
    ) AS own
    GROUP BY points
    """,
    """
    SELECT CAST(points AS text) AS which, CAST(participants AS text) AS figures
    FROM scoring.histogram WHERE contest_id = :contest_id
    """,
)

PARENTS = Check(
    """
    SELECT which, concat_ws('/', sum(points), sum(sessions)) AS figures
    FROM (
        SELECT DISTINCT l.unit_path[place] AS which, t.unit_code, t.points, t.sessions
        FROM session AS l CROSS JOIN generate_subscripts(l.unit_path, 1) AS place
        JOIN scoring.unit_totals AS t ON t.contest_id = :contest_id AND t.unit_code = l.unit_path[place + 1]
        UNION ALL
        SELECT unit_path[cardinality(unit_path)], NULL, sum(points), count(*)
        FROM session
        GROUP BY 1
    ) AS part
    GROUP BY which
    """,
    """
    SELECT unit_code AS which, concat_ws('/', points, sessions) AS figures
    FROM scoring.unit_totals WHERE contest_id = :contest_id
    """,
)

DECISIONS = Check(
    """
    SELECT cause AS which, kind || ' of ' || session_id AS figures FROM scoring.ledger AS l
    WHERE contest_id = :contest_id AND (kind IN ('release', 'void') OR kind = 'hold' AND NOT EXISTS (
        SELECT FROM scoring.ledger AS same
        WHERE same.contest_day = l.contest_day AND same.session_id = l.session_id AND same.cause = l.cause
            AND same.kind = 'void'))
    """,
    """
    SELECT flag_id || '/' || number AS which, act || ' of ' || session_id AS figures
    FROM scoring.flag_decisions JOIN scoring.flags ON flags.id = flag_id WHERE contest_id = :contest_id
    """,
)

PERSONS = Check(
    f"""
    WITH RECURSIVE pair AS (
        SELECT ended_id AS one, kept_id AS other FROM scoring.merges WHERE number <= {COUNTED_MERGES}
        UNION SELECT kept_id, ended_id FROM scoring.merges WHERE number <= {COUNTED_MERGES}
    ), same AS (
        SELECT one, other FROM pair
        UNION SELECT same.one, pair.other FROM same JOIN pair ON pair.one = same.other
    )
    SELECT CAST(one AS text) AS which, min(CAST(other AS text) COLLATE "C") AS figures FROM same
    GROUP BY one HAVING min(CAST(other AS text) COLLATE "C") < CAST(one AS text)
    """,  # noqa: S608 - an expression of our own
    f"""
    SELECT DISTINCT ON (participant_id) CAST(participant_id AS text) AS which, CAST(person_id AS text) AS figures
    FROM scoring.persons WHERE number <= {COUNTED_MERGES} ORDER BY participant_id, number DESC
    """,  # noqa: S608 - an expression of our own
)

CHECKS: Mapping[str, Check] = {
    "person of an account": PERSONS,
    "unit: points/sessions/participants/full marks": UNITS,
    "unit and day: points/sessions/participants/full marks": UNIT_DAYS,
    "unit and week: participants": UNIT_WEEKS,
    "participant: points/sessions/last day/units/units of the last week": PARTICIPANTS,
    "points of a person: participants": HISTOGRAM,
    "unit as the sum of its children and its own: points/sessions": PARENTS,
    "decision about a flag": DECISIONS,
}


class Disagreement(NamedTuple):
    which: str
    counted: str | None
    kept: str | None


async def read_contest_ids(connection: AsyncConnection) -> Sequence[str]:
    """Every contest that has a ledger row or a total."""
    statement = "SELECT contest_id FROM scoring.ledger UNION SELECT contest_id FROM scoring.contest_states ORDER BY 1"
    return (await connection.execute(sa.text(statement))).scalars().all()


async def compare(connection: AsyncConnection, contest_id: str, check: Check) -> Sequence[Disagreement]:
    statement = f"""
    WITH session AS ({COUNTED})
    SELECT which, counted.figures, kept.figures
    FROM ({check.counted}) AS counted FULL JOIN (
        SELECT * FROM ({check.kept}) AS kept WHERE figures ~ '[^0/]') AS kept USING (which)
    WHERE counted.figures IS DISTINCT FROM kept.figures ORDER BY which
    """  # noqa: S608 - queries of our own
    return [Disagreement(*row) for row in await connection.execute(sa.text(statement), {"contest_id": contest_id})]


async def read_counted(connection: AsyncConnection, contest_id: str) -> dict[str, str]:
    """Unit → points/sessions/participants/full marks as the ledger has them."""
    statement = f"WITH session AS ({COUNTED}) {UNITS.counted}"
    rows = await connection.execute(sa.text(statement), {"contest_id": contest_id})
    return dict(rows.all())


async def read_parents(connection: AsyncConnection, contest_id: str) -> Sequence[tuple[str, str]]:
    """Entry and code of every unit that has units below it and a total in the contest: the others show zeros only."""
    statement = """
    SELECT entry, code FROM scoring.units AS u
    WHERE EXISTS (SELECT FROM scoring.units AS child WHERE child.parent = u.code)
        AND EXISTS (SELECT FROM scoring.unit_totals AS t WHERE t.contest_id = :contest_id AND t.unit_code = u.code)
    ORDER BY entry, code
    """
    return (await connection.execute(sa.text(statement), {"contest_id": contest_id})).all()

"""Sessions as all their ledger rows together leave them: expressions over the rows of one session, and the rows.

Points add up. Each flag holds a session until it releases it, so that whether it counts does not depend on the order of
its rows. What the record has lost is taken back, and entered again if the record comes to hold it after all.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.ledger import Entry, Person
from scoring_service.queries.persons import COUNTED_MERGES, accounts_of, person_of
from services.kit.partitions import text_on_days

IS_IN_RECORD = """
(count(*) FILTER (WHERE kind = 'reversal') = count(*) FILTER (WHERE kind = 'reinstatement'))
"""
IS_COUNTED = f"""
(count(*) FILTER (WHERE kind = 'hold') = count(*) FILTER (WHERE kind = 'release') AND {IS_IN_RECORD})
"""
# A reinstatement has the highest revision until then; a later correction has a higher one.
LAST_MARK = """
(array_agg(is_full_mark ORDER BY revision DESC, kind = 'reinstatement' DESC, cause DESC)
    FILTER (WHERE kind IN ('session', 'correction', 'reinstatement')))[1]
"""

# Of the contest :contest_id. What happened to sessions later is little beside them, and has an index of its own.
COUNTED = f"""
SELECT s.contest_day, s.session_id, {person_of("s.participant_id", COUNTED_MERGES)} AS person_id, s.unit_path,
    s.finished_at,
    s.points + coalesce(later.points, 0) AS points, coalesce(later.is_full_mark, s.is_full_mark) AS is_full_mark
FROM scoring.ledger AS s LEFT JOIN (
    SELECT contest_day, session_id, CAST(sum(points) AS integer) AS points, {LAST_MARK} AS is_full_mark,
        {IS_COUNTED} AS is_counted
    FROM scoring.ledger WHERE kind <> 'session' AND contest_id = :contest_id
    GROUP BY contest_day, session_id
) AS later USING (contest_day, session_id)
WHERE s.kind = 'session' AND s.contest_id = :contest_id AND later.is_counted IS NOT FALSE
"""  # noqa: S608 - expressions of our own

READ_BY_KEY = f"""
SELECT l.session_id, CAST(sum(l.points) AS integer), {LAST_MARK}, max(l.revision), {IS_COUNTED}
FROM unnest(CAST(:contest_day AS date[]), CAST(:session_id AS uuid[])) AS wanted (contest_day, session_id)
JOIN scoring.ledger AS l USING (contest_day, session_id)
WHERE l.contest_day ON_DAYS
GROUP BY l.contest_day, l.session_id
"""  # noqa: S608 - expressions of our own


class Present(NamedTuple):
    """How a session stands: `revision` of its score, and whether it counts."""

    points: int
    is_full_mark: bool
    revision: int
    is_counted: bool


async def read_present(connection: AsyncConnection, entries: Iterable[Entry]) -> dict[UUID, Present]:
    """How these sessions stand, by id."""
    keys: list[tuple[date, UUID]] = sorted((entry.contest_day, entry.session_id) for entry in entries)
    values = {"contest_day": [day for day, _ in keys], "session_id": [session_id for _, session_id in keys]}
    statement = text_on_days(READ_BY_KEY, keys[0][0], keys[-1][0])
    return {row[0]: Present(*row[1:]) for row in await connection.execute(statement, values)}


READ_SESSION = f"""
SELECT {person_of("participant_id")}, contest_id, contest_day, session_id, participant_id, entry, unit_path, points,
    is_full_mark, started_at, finished_at
FROM scoring.ledger WHERE contest_day ON_DAYS AND session_id = :session_id AND kind = 'session'
"""  # noqa: S608 - an expression of our own

_OF_PERSONS = f"""
FROM unnest(CAST(:contest_id AS text[]), CAST(:person_id AS uuid[])) AS wanted (contest_id, person_id)
CROSS JOIN LATERAL ({accounts_of("wanted.person_id")}) AS account
JOIN scoring.ledger AS s ON s.contest_id = wanted.contest_id AND s.participant_id = account.participant_id
"""

READ_COUNTED = sa.text(f"""
SELECT wanted.person_id, s.contest_id, s.contest_day, s.session_id, s.participant_id, s.entry, s.unit_path, now.points,
    now.is_full_mark, s.started_at, s.finished_at
{_OF_PERSONS}
CROSS JOIN LATERAL (
    SELECT CAST(sum(points) AS integer) AS points, {LAST_MARK} AS is_full_mark, {IS_COUNTED} AS is_counted
    FROM scoring.ledger AS own WHERE own.contest_day = s.contest_day AND own.session_id = s.session_id
) AS now
WHERE s.kind = 'session' AND now.is_counted
ORDER BY s.contest_day, s.session_id
""")  # noqa: S608 - expressions of our own

READ_SESSIONS = sa.text(f"""
SELECT wanted.person_id, s.contest_id, s.contest_day, s.session_id, s.participant_id, s.entry, s.unit_path, s.points,
    s.is_full_mark, s.started_at, s.finished_at
{_OF_PERSONS}
WHERE s.kind = 'session'
""")


async def read_session(connection: AsyncConnection, contest_day: date, session_id: UUID) -> Entry | None:
    """The entry that the session itself made; None once its day has been detached."""
    statement = text_on_days(READ_SESSION, contest_day, contest_day)
    row = (await connection.execute(statement, {"session_id": session_id})).one_or_none()
    return None if row is None else _entry(*row)


async def read_counted(connection: AsyncConnection, persons: Collection[Person]) -> dict[Person, list[Entry]]:
    """The sessions of each person that count, with their points of now, in one order."""
    return await _read(connection, READ_COUNTED, persons)


async def read_sessions(connection: AsyncConnection, persons: Collection[Person]) -> dict[Person, list[Entry]]:
    """All sessions of each person as they came in, whether they count or not."""
    return await _read(connection, READ_SESSIONS, persons)


async def _read(
    connection: AsyncConnection, query: sa.TextClause, persons: Collection[Person]
) -> dict[Person, list[Entry]]:
    found: dict[Person, list[Entry]] = {person: [] for person in persons}
    ids = {"contest_id": [each.contest_id for each in found], "person_id": [each.participant_id for each in found]}
    for row in await connection.execute(query, ids):
        entry = _entry(*row)
        found[entry.person].append(entry)
    return found


def _entry(person_id: UUID, contest_id: str, *row: Any) -> Entry:
    contest_day, session_id, participant_id, entry, unit_path, *rest = row
    own = Entry(contest_id, contest_day, session_id, participant_id, entry, tuple(unit_path), *rest)
    return replace(own, person_id=person_id)

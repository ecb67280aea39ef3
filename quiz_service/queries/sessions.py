"""Reading sessions, and handing in those that nobody came back to."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from quiz_service.domain.rules import LONGEST_SESSION_S
from quiz_service.domain.session import Session
from quiz_service.queries.grading import score
from quiz_service.queries.hot_path import days_of
from quiz_service.queries.rows import SESSION_COLUMNS, session_of
from services.kit.database import Database
from services.kit.partitions import on_days

_COLUMNS = ", ".join(f"s.{name}" for name in SESSION_COLUMNS)

READ = f"""
SELECT clock.now, {_COLUMNS}
FROM (SELECT kit.contest_now() AS now) AS clock LEFT JOIN quiz.sessions AS s
    ON s.contest_day ON_DAYS AND s.id = $1 AND s.participant_id = $2
"""  # noqa: S608 - column names of our own

READ_OF_DAY = f"""
SELECT {_COLUMNS} FROM quiz.sessions AS s
WHERE s.contest_day ON_DAYS AND s.contest_id = $1 AND s.participant_id = $2
ORDER BY s.ordinal
"""  # noqa: S608 - column names of our own

# The mark in `quiz.sweep` keeps the scan to the last minutes of deadlines; it goes back with the clock.
DAYS_OF_DEADLINES = f"""
SELECT (least(swept_to, now) - interval '5 minutes {LONGEST_SESSION_S} seconds')::date - 1 AS first,
    now::date + 1 AS last
FROM quiz.sweep, kit.contest_now() AS now
"""  # noqa: S608 - a number of our own

# An abandoned session waits `grace` seconds longer: an answer that arrived in time may still be queued somewhere. Rows
# that another worker is settling are skipped.
HAND_IN_OVERDUE = f"""
WITH clock AS MATERIALIZED (SELECT kit.contest_now() AS now),
overdue AS MATERIALIZED (
    SELECT contest_day, id FROM quiz.sessions
    WHERE contest_day ON_DAYS
        AND deadline_at >= (SELECT least(swept_to, now) - interval '5 minutes' FROM quiz.sweep, clock)
        AND deadline_at < (SELECT now - make_interval(secs => $1) FROM clock) AND finished_at IS NULL
    ORDER BY deadline_at LIMIT $2
    FOR UPDATE SKIP LOCKED
),
finished AS (
    UPDATE quiz.sessions AS s
    SET finished_at = deadline_at, finish_reason = 'deadline',
        score = {score("answers", "key", "points_per_question")}
    FROM overdue
    WHERE s.contest_day ON_DAYS AND s.contest_day = overdue.contest_day AND s.id = overdue.id
    RETURNING s.contest_day, s.id
),
published AS (
    INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent)
    SELECT contest_day, id, '' FROM finished
),
marked AS (
    UPDATE quiz.sweep SET swept_to = clock.now FROM clock WHERE (SELECT count(*) FROM overdue) < $2
)
SELECT count(*) FROM finished
"""  # noqa: S608 - a constant of our own


async def read(database: Database, session_id: UUID, participant_id: UUID) -> tuple[datetime, Session | None]:
    """The clock and the participant's own session; another's is None like one that does not exist (I8)."""
    rows = await database.fetch(on_days(READ, *days_of([session_id])), session_id, participant_id)
    row = rows[0]
    return row["now"], session_of(row) if row["id"] is not None else None


async def read_of_day(
    database: Database, contest_id: str, contest_day: date, participant_id: UUID
) -> Sequence[Session]:
    rows = await database.fetch(on_days(READ_OF_DAY, contest_day, contest_day), contest_id, participant_id)
    return [session_of(row) for row in rows]


async def hand_in_overdue(database: Database, grace_s: float, limit: int) -> int:
    """Settle up to `limit` abandoned sessions (I3) and say how many there were."""
    days = (await database.fetch(DAYS_OF_DEADLINES))[0]
    statement = on_days(HAND_IN_OVERDUE, days["first"], days["last"])
    return int((await database.fetch(statement, grace_s, limit))[0]["count"])

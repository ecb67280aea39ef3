"""Withdrawals of questions, and what they changed in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries.present import IS_COUNTED
from scoring_service.tables import withdrawals
from services.contracts.events import QuestionWithdrawn

# From the newest cause back, a unit's points of today lose one difference after the other.
READ_CHANGES = sa.text(f"""
WITH correction AS (
    SELECT cause, min(recorded_at) OVER (PARTITION BY cause) AS began_at, points,
        coalesce(unit_path[2], unit_path[1]) AS code
    FROM scoring.ledger AS l
    WHERE contest_id = :contest_id AND kind = 'correction' AND (
        SELECT {IS_COUNTED} FROM scoring.ledger AS own
        WHERE own.contest_day = l.contest_day AND own.session_id = l.session_id)
), change AS (
    SELECT cause, began_at, code, count(*) AS sessions, sum(points) AS points FROM correction GROUP BY 1, 2, 3
)
SELECT c.cause, w.question_id, w.version, w.decision, w.withdrawn_at, c.code, coalesce(u.name, c.code), c.sessions,
    CAST(c.points AS bigint), CAST(t.points - coalesce(sum(c.points) OVER later, 0) AS bigint) AS after
FROM change AS c
JOIN scoring.unit_totals AS t ON t.contest_id = :contest_id AND t.unit_code = c.code
LEFT JOIN scoring.units AS u ON u.code = c.code
LEFT JOIN scoring.withdrawals AS w ON w.id = c.cause
WINDOW later AS (
    PARTITION BY c.code ORDER BY c.began_at DESC, c.cause DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
ORDER BY c.began_at, c.cause, c.code
""")  # noqa: S608 - an expression of our own


@dataclass(frozen=True)
class Change:
    """What one cause changed below one of the top units; `after` is their sum with it and without later ones."""

    cause: str
    question_id: str | None
    version: int | None
    decision: str | None
    withdrawn_at: datetime | None
    code: str
    name: str
    sessions: int
    points: int
    after: int


async def read_changes(connection: AsyncConnection, contest_id: str) -> Sequence[Change]:
    """By cause, the first one first, and unit. Sessions that do not count are left out."""
    return [Change(*row) for row in await connection.execute(READ_CHANGES, {"contest_id": contest_id})]


async def insert_withdrawals(connection: AsyncConnection, events: Iterable[QuestionWithdrawn]) -> None:
    """Keep those that are new, each once and in order; a withdrawal never changes."""
    rows = {
        event.withdrawal_id: {
            "id": event.withdrawal_id,
            "question_id": event.question_id,
            "version": event.version,
            "bank_id": event.bank_id,
            "decision": event.decision,
            "withdrawn_at": event.withdrawn_at,
        }
        for event in events
    }
    statement = insert(withdrawals).values([rows[each] for each in sorted(rows)]).on_conflict_do_nothing()
    await connection.execute(statement)

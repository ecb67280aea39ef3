"""A participant's own sessions over many days, looked up by the key of the daily rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.learning import Place
from quiz_service.domain.session import Session
from quiz_service.queries.rows import SESSION_COLUMNS, session_of
from services.kit.database import look_up_by_key
from services.kit.partitions import text_on_days

_COLUMNS = ", ".join(SESSION_COLUMNS)

# There is no index on the participant, which the hot path would pay for: every contest day costs one look-up by
# (contest, day, participant). Within a contest the days run backwards, in the order of their numbers, so a page stops
# at the day that fills it. OFFSET 0 keeps the look-up below the days; the bounds over all windows leave out the other
# partitions before the statement runs.
OWN_SESSIONS = f"""
SELECT own.* FROM unnest(CAST(:contest_ids AS text[]), CAST(:first_days AS date[]), CAST(:last_days AS date[]))
    AS opened (contest_id, first_day, last_day)
CROSS JOIN LATERAL (
    SELECT s.* FROM generate_series(0, opened.last_day - opened.first_day) WITH ORDINALITY AS back (days, number)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM quiz.sessions
        WHERE contest_id = opened.contest_id AND contest_day = opened.last_day - back.days
            AND participant_id = CAST(:participant_id AS uuid)
            AND contest_day ON_DAYS
            AND (CAST(:before_id AS uuid) IS NULL
                OR (started_at, id) < (CAST(:before_at AS timestamptz), CAST(:before_id AS uuid)))
        OFFSET 0
    ) AS s
    ORDER BY back.number, s.ordinal DESC LIMIT CAST(:limit AS bigint)
) AS own
ORDER BY own.started_at DESC, own.id DESC LIMIT CAST(:limit AS bigint)
"""  # noqa: S608 - column names of our own


@dataclass(frozen=True)
class Window:
    """The days of a contest to look at, both included; none when the last comes before the first."""

    contest_id: str
    first_day: date
    last_day: date


async def read_own_sessions(
    connection: AsyncConnection,
    participant_id: UUID,
    windows: Sequence[Window],
    *,
    before: Place | None = None,
    limit: int | None = None,
) -> Sequence[Session]:
    """The participant's sessions in these windows, the newest first, or those that started before `before`."""
    if not windows:
        return []
    await look_up_by_key(connection)
    values = values_of(participant_id, windows, before, limit)
    return [session_of(row) for row in (await connection.execute(statement_of(windows), values)).mappings()]


def statement_of(windows: Sequence[Window]) -> sa.TextClause:
    return text_on_days(
        OWN_SESSIONS, min(window.first_day for window in windows), max(window.last_day for window in windows)
    )


def values_of(
    participant_id: UUID, windows: Sequence[Window], before: Place | None, limit: int | None
) -> dict[str, Any]:
    return {
        "participant_id": participant_id,
        "contest_ids": [window.contest_id for window in windows],
        "first_days": [window.first_day for window in windows],
        "last_days": [window.last_day for window in windows],
        "before_at": before.started_at if before else None,
        "before_id": before.session_id if before else None,
        "limit": limit,
    }

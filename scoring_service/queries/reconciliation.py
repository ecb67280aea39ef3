"""What the ledger makes of the sessions of a list, to be held against what quiz says of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.ledger import Entry
from scoring_service.domain.reconciliation import Recorded
from scoring_service.queries.persons import person_of
from scoring_service.queries.present import IS_IN_RECORD, LAST_MARK
from scoring_service.tables import contest_states
from services.contracts.buckets import days_around
from services.contracts.comparisons import SessionsListed

READ_RECORDED = sa.text(f"""
SELECT {person_of("s.participant_id")}, s.contest_id, s.contest_day, s.session_id, s.participant_id, s.entry,
    s.unit_path, now.points, now.is_full_mark, s.started_at, s.finished_at, now.revision, now.is_in_record,
    now.reversals
FROM scoring.ledger AS s CROSS JOIN LATERAL (
    SELECT CAST(sum(points) AS integer) AS points, {LAST_MARK} AS is_full_mark, max(revision) AS revision,
        {IS_IN_RECORD} AS is_in_record, count(*) FILTER (WHERE kind = 'reversal') AS reversals
    FROM scoring.ledger AS own WHERE own.contest_day = s.contest_day AND own.session_id = s.session_id
) AS now
WHERE s.contest_day BETWEEN :first_day AND :last_day AND s.session_id > :after AND s.session_id <= :until
    AND s.contest_id = :contest_id AND s.kind = 'session' AND s.started_at <= :as_of
ORDER BY s.session_id
""")  # noqa: S608 - expressions of our own


async def read_recorded(connection: AsyncConnection, listed: SessionsListed) -> Sequence[Recorded]:
    """The ledger's sessions that the list must name, if quiz has them."""
    first_day, last_day = days_around(listed.bucket)
    values = {
        "first_day": first_day,
        "last_day": last_day,
        "after": listed.after,
        "until": listed.until,
        "contest_id": listed.contest_id,
        "as_of": listed.as_of,
    }
    return [_recorded(*row) for row in await connection.execute(READ_RECORDED, values)]


async def frozen_at(connection: AsyncConnection, contest_id: str) -> datetime | None:
    """Since when nothing of the contest changes any more."""
    s = contest_states.c
    return (await connection.execute(sa.select(s.frozen_at).where(s.contest_id == contest_id))).scalar_one_or_none()


def _recorded(*row: Any) -> Recorded:
    person_id, contest_id, contest_day, session_id, participant_id, name, unit_path, *figures, is_in_record, times = row
    entry = Entry(contest_id, contest_day, session_id, participant_id, name, tuple(unit_path), *figures)
    return Recorded(replace(entry, person_id=person_id), is_in_record, times)

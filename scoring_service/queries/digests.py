"""Buckets of the ledger, compared with what quiz says it holds (I18)."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import xor
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries.present import IS_IN_RECORD
from scoring_service.tables import digest_doubts
from services.contracts.buckets import BUCKET_SQL, DIGEST_SQL, HASH_SQL, bounds, days_around, each_day_around
from services.kit.partitions import text_on_days
from services.kit.parts import SIZE, parts

FIRST_REQUEST_AFTER_S = 5
MOST_DOUBLINGS = 6

# A session's score is that of all its rows together. That it may be held back is not quiz's concern; what was taken
# back is not there.
_NAMES = {"session_id": "session_id", "score": "points + coalesce(corrected, 0)"}
_LATER = f"""
SELECT contest_day, session_id, sum(points) AS corrected, {IS_IN_RECORD} AS is_in_record FROM scoring.ledger
"""  # noqa: S608 - an expression of our own

_BUCKET = f"""
FROM scoring.ledger LEFT JOIN (
    {_LATER}
    WHERE contest_day ON_DAYS AND session_id BETWEEN :lowest AND :highest
        AND contest_id = :contest_id AND kind <> 'session'
    GROUP BY contest_day, session_id
) AS later USING (contest_day, session_id)
WHERE contest_day ON_DAYS AND session_id BETWEEN :lowest AND :highest
    AND contest_id = :contest_id AND kind = 'session' AND is_in_record IS NOT FALSE
    AND finished_at <= coalesce(:until, timestamptz 'infinity')
"""

IS_LARGE = """
SELECT true FROM scoring.ledger
WHERE contest_day ON_DAYS AND session_id BETWEEN :lowest AND :highest OFFSET :most LIMIT 1
"""

LAST_OF_PART = """
SELECT session_id FROM scoring.ledger
WHERE contest_day ON_DAYS AND session_id BETWEEN :lowest AND :highest ORDER BY session_id OFFSET :before LIMIT 1
"""

READ_DIGEST = f"SELECT {DIGEST_SQL.format(**_NAMES)} {_BUCKET}"

READ_HASHES = f"SELECT session_id, {HASH_SQL.format(**_NAMES)} {_BUCKET}"

READ_DIGESTS = sa.text(f"""
SELECT contest_id, {BUCKET_SQL.format(session_id="session_id")} AS bucket,
    {DIGEST_SQL.format(**_NAMES)}
FROM scoring.ledger LEFT JOIN (
    {_LATER}
    WHERE contest_id = coalesce(:contest_id, contest_id) AND kind <> 'session'
    GROUP BY contest_day, session_id
) AS later USING (contest_day, session_id)
WHERE kind = 'session' AND is_in_record IS NOT FALSE AND contest_id = coalesce(:contest_id, contest_id)
GROUP BY contest_id, bucket
""")  # noqa: S608 - an expression of our own


async def read_digest(
    connection: AsyncConnection, contest_id: str, bucket: int, until: datetime | None, part: int = SIZE
) -> tuple[int, int]:
    """Count and hash of the bucket's sessions in the ledger."""
    found = await _read_bucket(connection, READ_DIGEST, contest_id, bucket, until, part)
    return sum(count for count, _ in found), reduce(xor, (digest for _, digest in found))


async def session_hashes(connection: AsyncConnection, contest_id: str, bucket: int) -> dict[UUID, int]:
    """Hash of each session of the bucket."""
    return dict(await _read_bucket(connection, READ_HASHES, contest_id, bucket, None, SIZE))


async def read_digests(
    connection: AsyncConnection, contest_id: str | None = None
) -> dict[tuple[str, int], tuple[int, int]]:
    """Count and hash of every bucket of a contest, or of all, by contest and bucket."""
    return {
        (contest, bucket): (count, digest)
        for contest, bucket, count, digest in await connection.execute(READ_DIGESTS, {"contest_id": contest_id})
    }


async def doubt(connection: AsyncConnection, contest_id: str, bucket: int, event_id: UUID) -> int:
    """Remember that the bucket differs. How often it has been asked for, this time included; 0 when it is not time.

    It is when a second event says so, and the last request is long enough ago: twice as long after each one in vain.
    """
    d = digest_doubts.c
    new = insert(digest_doubts).values(contest_id=contest_id, bucket=bucket, event_id=event_id, requests=0)
    pause = FIRST_REQUEST_AFTER_S * sa.func.power(2, sa.func.least(d.requests - 1, MOST_DOUBLINGS))
    is_due = d.requested_at.is_(None) | (
        d.requested_at < sa.func.clock_timestamp() - sa.func.make_interval(0, 0, 0, 0, 0, 0, pause)
    )
    statement = new.on_conflict_do_update(
        index_elements=[d.contest_id, d.bucket],
        set_={"event_id": event_id, "requests": d.requests + 1, "requested_at": sa.func.clock_timestamp()},
        where=(d.event_id != event_id) & is_due,
    ).returning(d.requests)
    return int((await connection.execute(statement)).scalar() or 0)


async def believe(connection: AsyncConnection, contest_id: str, bucket: int) -> None:
    d = digest_doubts.c
    await connection.execute(digest_doubts.delete().where(d.contest_id == contest_id, d.bucket == bucket))


async def count_doubts(connection: AsyncConnection) -> int:
    """Buckets that differed when quiz last told of them, and are still asked for."""
    return int((await connection.execute(sa.select(sa.func.count()).select_from(digest_doubts))).scalar_one())


async def _read_bucket(
    connection: AsyncConnection, statement: str, contest_id: str, bucket: int, until: datetime | None, size: int
) -> Sequence[Any]:
    """What the statement finds in the bucket, or in each part of each day where it is large."""
    lowest, highest = bounds(bucket)
    whole = {"lowest": lowest, "highest": highest}
    is_large = text_on_days(IS_LARGE, *days_around(bucket))
    if not (await connection.execute(is_large, whole | {"most": size})).scalar():
        values: dict[str, object] = {**whole, "contest_id": contest_id, "until": until}
        return (await connection.execute(text_on_days(statement, *days_around(bucket)), values)).all()
    found: list[Any] = []
    for day in each_day_around(bucket):
        async for part in parts(connection, text_on_days(LAST_OF_PART, day, day), {}, lowest, highest, size):
            values = {**part, "contest_id": contest_id, "until": until}
            found += (await connection.execute(text_on_days(statement, day, day), values)).all()
    return found

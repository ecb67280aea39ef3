"""Finished sessions on their way to scoring: the outbox of keys, bucket digests, resends."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.session import Session
from quiz_service.queries.rows import SESSION_COLUMNS
from quiz_service.tables import contests, watched_buckets
from services.contracts.buckets import BUCKET_MS, BUCKET_SQL, DIGEST_SQL, bounds, days_around, each_day_around
from services.contracts.values import ListedSession
from services.kit.partitions import text_on_days
from services.kit.parts import SIZE, parts

_COLUMNS = ", ".join(SESSION_COLUMNS)
_S_COLUMNS = ", ".join(f"s.{name}" for name in SESSION_COLUMNS)

NOTED_EVERY_S = 5
"""Relays beside each other wait for one another where they note a bucket, so they do that now and then."""

CLAIM = sa.text(f"""
WITH taken AS (
    DELETE FROM quiz.finished_sessions WHERE number IN (
        SELECT number FROM quiz.finished_sessions ORDER BY number LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING number, contest_day, session_id, traceparent, is_repeat
),
to_count AS (
    INSERT INTO quiz.uncounted_sessions (contest_day, session_id)
    SELECT contest_day, session_id FROM taken WHERE NOT is_repeat
),
watched AS (
    INSERT INTO quiz.watched_buckets (bucket, touched_at)
    SELECT DISTINCT {BUCKET_SQL.format(session_id="session_id")} AS bucket, statement_timestamp() FROM taken
    WHERE NOT EXISTS (
        SELECT FROM quiz.watched_buckets AS w
        WHERE w.bucket = {BUCKET_SQL.format(session_id="session_id")}
            AND w.touched_at > statement_timestamp() - make_interval(secs => {NOTED_EVERY_S}))
    ORDER BY bucket
    ON CONFLICT (bucket) DO UPDATE SET touched_at = excluded.touched_at
)
SELECT contest_day, session_id, traceparent FROM taken ORDER BY number
""")  # noqa: S608 - an expression of our own

# The lateral sub-query keeps one look-up by key for each row, whatever the planner thinks of the partitions.
READ_TAKEN = f"""
SELECT s.revision, s.cause, taken.traceparent, {_S_COLUMNS}
FROM unnest(CAST(:days AS date[]), CAST(:ids AS uuid[]), CAST(:traceparents AS text[])) WITH ORDINALITY
    AS taken (contest_day, session_id, traceparent, number)
CROSS JOIN LATERAL (
    SELECT {_COLUMNS}, revision, cause FROM quiz.sessions
    WHERE contest_day ON_DAYS AND contest_day = taken.contest_day AND id = taken.session_id
    OFFSET 0
) AS s
ORDER BY taken.number
"""  # noqa: S608 - column names of our own

DIGESTS = f"""
SELECT contest_id, {DIGEST_SQL.format(session_id="id", score="score")}
FROM quiz.sessions
WHERE contest_day ON_DAYS AND id BETWEEN :lowest AND :highest
    AND finished_at <= coalesce(:until, timestamptz 'infinity')
GROUP BY contest_id
"""  # noqa: S608 - an expression of our own

# From bucket to bucket by the key: days of millions of sessions cost one look-up for each ten minutes.
BUCKETS = sa.text(f"""
WITH RECURSIVE found AS (
    SELECT day::date AS day, (SELECT id FROM quiz.sessions WHERE contest_day = day::date ORDER BY id LIMIT 1) AS id
    FROM generate_series(CAST(:first_day AS date), CAST(:last_day AS date), interval '1 day') AS day
    UNION ALL
    SELECT day, (
        SELECT id FROM quiz.sessions
        WHERE contest_day = found.day AND id >= CAST(
            rpad(lpad(to_hex((1 + {BUCKET_SQL.format(session_id="found.id")}) * {BUCKET_MS}), 12, '0'), 32, '0')
            AS uuid)
        ORDER BY id LIMIT 1)
    FROM found WHERE id IS NOT NULL
)
SELECT DISTINCT {BUCKET_SQL.format(session_id="id")} AS bucket FROM found WHERE id IS NOT NULL ORDER BY bucket DESC
""")  # noqa: S608 - an expression of our own

IS_LARGE = """
SELECT true FROM quiz.sessions WHERE contest_day ON_DAYS AND id BETWEEN :lowest AND :highest OFFSET :most LIMIT 1
"""

LAST_OF_PART = """
SELECT id FROM quiz.sessions
WHERE contest_day ON_DAYS AND id BETWEEN :lowest AND :highest ORDER BY id OFFSET :before LIMIT 1
"""

SEND_AGAIN = """
INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent, is_repeat)
SELECT contest_day, id, '', true FROM quiz.sessions
WHERE contest_day ON_DAYS AND id BETWEEN :lowest AND :highest
    AND contest_id = :contest_id AND finished_at IS NOT NULL
ORDER BY id
"""


LIST = """
SELECT id, score, coalesce(score = points_per_question * cardinality(paper) AND score > 0, false), revision
FROM quiz.sessions
WHERE contest_day ON_DAYS AND id > :lowest AND id <= :highest AND contest_id = :contest_id
ORDER BY id LIMIT :limit
"""


@dataclass(frozen=True)
class Finished:
    """`revision` counts how often the session was scored again, `cause` names the last reason.

    `traceparent` is the trace context of the hand-in.
    """

    session: Session
    revision: int
    cause: str
    traceparent: str


@dataclass(frozen=True)
class Digest:
    contest_id: str
    sessions: int
    digest: int


async def claim_finished(connection: AsyncConnection, limit: int) -> Sequence[Finished]:
    """Take finished sessions out of the outbox."""
    taken = (await connection.execute(CLAIM, {"limit": limit})).all()
    if not taken:
        return []
    days, ids, traceparents = (list(column) for column in zip(*taken, strict=True))
    values = {"days": days, "ids": ids, "traceparents": traceparents}
    rows = await connection.execute(text_on_days(READ_TAKEN, min(days), max(days)), values)
    return [Finished(Session._make(row[3:]), *row[:3]) for row in rows.all()]


async def read_digests(
    connection: AsyncConnection, bucket: int, until: datetime | None, part: int = SIZE
) -> Sequence[Digest]:
    """Digests by contest of what had finished by `until`, or of everything."""
    found: dict[str, Digest] = {}
    async for days, values in _parts(connection, bucket, part):
        for row in await connection.execute(text_on_days(DIGESTS, *days), {**values, "until": until}):
            more = Digest(*row)
            known = found.get(more.contest_id, Digest(more.contest_id, 0, 0))
            found[more.contest_id] = Digest(more.contest_id, known.sessions + more.sessions, known.digest ^ more.digest)
    return list(found.values())


async def read_buckets(connection: AsyncConnection, first_day: date, last_day: date) -> Sequence[int]:
    """Every bucket that holds a session of these contest days, the newest first."""
    values = {"first_day": first_day, "last_day": last_day}
    return [row.bucket for row in await connection.execute(BUCKETS, values)]


async def watch_again(connection: AsyncConnection) -> Sequence[int]:
    """The buckets of what was relayed a moment ago, by whichever process: from now on they are watched anew."""
    anew = watched_buckets.update().values(touched_at=sa.func.clock_timestamp())
    return [row.bucket for row in await connection.execute(anew.returning(watched_buckets.c.bucket))]


async def forget_watched(connection: AsyncConnection, after_s: float) -> None:
    is_over = watched_buckets.c.touched_at < sa.func.clock_timestamp() - timedelta(seconds=after_s)
    await connection.execute(watched_buckets.delete().where(is_over))


async def read_days(connection: AsyncConnection) -> tuple[date, date] | None:
    """The first and the last contest day with sessions."""
    row = (await connection.execute(sa.text("SELECT min(contest_day), max(contest_day) FROM quiz.sessions"))).one()
    return None if row[0] is None else (row[0], row[1])


async def read_windows(connection: AsyncConnection) -> dict[str, tuple[datetime, datetime]]:
    """When each contest opens and closes."""
    rows = await connection.execute(sa.select(contests.c.id, contests.c.opens_at, contests.c.closes_at))
    return {contest_id: (opens_at, closes_at) for contest_id, opens_at, closes_at in rows}


async def read_list(
    connection: AsyncConnection, contest_id: str, bucket: int, after: UUID, limit: int
) -> Sequence[ListedSession]:
    """The next sessions of the bucket by id, unfinished ones too."""
    values = {"lowest": after, "highest": bounds(bucket)[1], "contest_id": contest_id, "limit": limit}
    rows = await connection.execute(text_on_days(LIST, *days_around(bucket)), values)
    return [ListedSession(*row) for row in rows]


async def send_again(connection: AsyncConnection, contest_id: str, bucket: int, part: int = SIZE) -> None:
    """Queue every finished session of the bucket once more; the ledger ignores those that it has."""
    async for days, values in _parts(connection, bucket, part):
        await connection.execute(text_on_days(SEND_AGAIN, *days), {**values, "contest_id": contest_id})


async def _parts(
    connection: AsyncConnection, bucket: int, size: int
) -> AsyncIterator[tuple[tuple[date, date], dict[str, object]]]:
    """The first and the last day of each part, and its keys: nearly every bucket is one."""
    lowest, highest = bounds(bucket)
    whole: dict[str, object] = {"lowest": lowest, "highest": highest}
    is_large = text_on_days(IS_LARGE, *days_around(bucket))
    if not (await connection.execute(is_large, {**whole, "most": size})).scalar():
        yield days_around(bucket), whole
        return
    for day in each_day_around(bucket):
        async for values in parts(connection, text_on_days(LAST_OF_PART, day, day), {}, lowest, highest, size):
            yield (day, day), values


async def count_waiting(connection: AsyncConnection) -> int:
    waiting = sa.text("SELECT count(*) FROM quiz.finished_sessions")
    return int((await connection.execute(waiting)).scalar_one())

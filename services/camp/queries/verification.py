"""What is kept, against the record it was made of: one row for each difference."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.queries.totals import COUNTED
from services.camp.tables import finals

HOURS = sa.text("""
SELECT e.camp_id, e.participant_id, e.counted_ms, coalesce(sum(w.counted_ms), 0)::bigint AS watched_ms
FROM camp.enrolments AS e
LEFT JOIN (camp.watched AS w JOIN camp.lessons AS l ON l.id = w.lesson_id)
    ON l.camp_id = e.camp_id AND w.participant_id = e.participant_id
GROUP BY e.camp_id, e.participant_id HAVING e.counted_ms <> coalesce(sum(w.counted_ms), 0)
ORDER BY e.camp_id, e.participant_id
""")

# The bucket of a like is the last hexadecimal digit of its participant.
LIKES = sa.text("""
SELECT work_id, bucket, coalesce(c.likes, 0) AS counted, coalesce(r.likes, 0) AS found
FROM camp.like_counts AS c
FULL JOIN (
    SELECT work_id, ('x' || right(participant_id::text, 1))::bit(4)::int::smallint AS bucket, count(*) AS likes
    FROM camp.likes GROUP BY 1, 2
) AS r USING (work_id, bucket)
WHERE coalesce(c.likes, 0) <> coalesce(r.likes, 0) ORDER BY work_id, bucket
""")

CERTIFICATES = sa.text("""
SELECT c.number, c.earned_ms, coalesce(e.counted_ms, 0) AS counted_ms FROM camp.certificates AS c
LEFT JOIN camp.enrolments AS e
    ON e.camp_id = c.camp_id AND e.participant_id = c.participant_id AND NOT e.is_merged
WHERE c.revoked_at IS NULL AND c.earned_ms > coalesce(e.counted_ms, 0) ORDER BY c.number
""")

TOTALS = sa.text(f"""
SELECT camp_id, unit_code, t.learners, t.counted_ms, t.certificates, t.works, n.learners AS now_learners,
    n.counted_ms AS now_counted_ms, n.certificates AS now_certificates, n.works AS now_works
FROM camp.unit_totals AS t FULL JOIN ({COUNTED}) AS n USING (camp_id, unit_code)
WHERE (t.learners, t.counted_ms, t.certificates, t.works)
    IS DISTINCT FROM (n.learners, n.counted_ms, n.certificates, n.works)
ORDER BY camp_id, unit_code
""")  # noqa: S608 - a statement of our own


async def read_differences(connection: AsyncConnection) -> Sequence[str]:
    """Of hours, likes and certificates, in words."""
    hours = [
        f"{row.camp_id}, learner {row.participant_id}: {row.counted_ms} ms counted, {row.watched_ms} ms by lessons"
        for row in await connection.execute(HOURS)
    ]
    likes = [
        f"work {row.work_id}, bucket {row.bucket}: {row.counted} likes counted, {row.found} on record"
        for row in await connection.execute(LIKES)
    ]
    certificates = [
        f"certificate {row.number}: earned by {row.earned_ms} ms, {row.counted_ms} ms on record"
        for row in await connection.execute(CERTIFICATES)
    ]
    return [*hours, *likes, *certificates]


async def read_stale_totals(connection: AsyncConnection) -> Sequence[str]:
    """Totals of units that are not what a recount gives; the worker may be about to bring them up to date."""
    return [
        f"{row.camp_id}, unit {row.unit_code}: {tuple(row[2:6])} on boards, {tuple(row[6:])} by a recount"
        for row in await connection.execute(TOTALS)
    ]


async def read_finals(connection: AsyncConnection) -> Sequence[tuple[str, bytes, str]]:
    """Camp, digest and signed document of all results that are frozen."""
    f = finals.c
    rows = await connection.execute(sa.select(f.camp_id, f.digest, f.jws).order_by(f.camp_id))
    return [(row.camp_id, row.digest, row.jws) for row in rows]

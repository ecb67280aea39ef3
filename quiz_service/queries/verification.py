"""Looking over the record: what must hold of every session."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries.grading import score
from services.contracts.buckets import BUCKET_SQL, DIGEST_SQL, HASH_SQL, bounds, days_around

# Every query counts rows that break a rule; the record is sound when all of them find nothing.
RULES = {
    "a finished session's score differs from its stored answers": f"""
        SELECT count(*) FROM quiz.sessions WHERE finished_at IS NOT NULL
            AND score <> {score("answers", "key", "points_per_question")}
    """,  # noqa: S608 - a constant of our own
    "a session is still graded by the key of a question that was withdrawn": """
        SELECT count(*) FROM quiz.sessions WHERE EXISTS (
            SELECT FROM unnest(paper, key) AS each (revision, mask) JOIN quiz.questions USING (revision)
                JOIN quiz.withdrawals AS w ON w.bank_id = questions.bank_id AND w.question_id = questions.id
            WHERE mask > 0 AND w.finished_at IS NOT NULL)
            AND EXISTS (SELECT FROM quiz.withdrawals)
            AND contest_id NOT IN (SELECT id FROM quiz.contests WHERE finalised_at IS NOT NULL)
    """,
    "a session ended after its deadline, or before it began": """
        SELECT count(*) FROM quiz.sessions WHERE finished_at > deadline_at OR finished_at < started_at
    """,
    "an abandoned session ended at another instant than its deadline": """
        SELECT count(*) FROM quiz.sessions WHERE finish_reason = 'deadline' AND finished_at <> deadline_at
    """,
    "a session is overdue for more than 10 seconds": """
        SELECT count(*) FROM quiz.sessions
        WHERE finished_at IS NULL AND deadline_at < kit.contest_now() - interval '10 seconds'
    """,
    "a participant has more sessions on a day than the contest allows": """
        SELECT count(*) FROM (
            SELECT contest_id, contest_day, participant_id FROM quiz.sessions
            GROUP BY contest_id, contest_day, participant_id
            HAVING count(*) > (SELECT sessions_per_day FROM quiz.contests WHERE id = contest_id)) AS too_many
    """,
    "a session asks a question twice": """
        SELECT count(*) FROM quiz.sessions
        WHERE cardinality(paper) <> (SELECT count(DISTINCT revision) FROM unnest(paper) AS revision)
    """,
}

DIGESTS = sa.text(f"""
SELECT contest_id, {BUCKET_SQL.format(session_id="id")} AS bucket,
    {DIGEST_SQL.format(session_id="id", score="score")}
FROM quiz.sessions
WHERE finished_at IS NOT NULL AND contest_id = coalesce(CAST(:contest_id AS text), contest_id) GROUP BY 1, 2
""")  # noqa: S608 - expressions of our own

HASHES = sa.text(f"""
SELECT id, {HASH_SQL.format(session_id="id", score="score")} FROM quiz.sessions
WHERE contest_day BETWEEN :first_day AND :last_day AND id BETWEEN :lowest AND :highest
    AND contest_id = :contest_id AND finished_at IS NOT NULL
""")  # noqa: S608 - expressions of our own


async def count_breaches(connection: AsyncConnection) -> dict[str, int]:
    """How many rows break each rule."""
    return {rule: int((await connection.execute(sa.text(query))).scalar_one()) for rule, query in RULES.items()}


async def bucket_digests(connection: AsyncConnection, contest_id: str | None) -> dict[tuple[str, int], tuple[int, int]]:
    """Count and hash of finished sessions by contest and bucket, of one contest or of all."""
    rows = (await connection.execute(DIGESTS, {"contest_id": contest_id})).all()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def session_hashes(connection: AsyncConnection, contest_id: str, bucket: int) -> dict[UUID, int]:
    """Hash of each finished session of the bucket."""
    lowest, highest = bounds(bucket)
    first_day, last_day = days_around(bucket)
    values = {"lowest": lowest, "highest": highest, "first_day": first_day, "last_day": last_day}
    return dict((await connection.execute(HASHES, values | {"contest_id": contest_id})).all())

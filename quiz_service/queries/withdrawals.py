"""Withdrawn questions, and their sessions on the way to new scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Withdrawal
from quiz_service.domain.grading import verdict_of
from quiz_service.queries.grading import score
from quiz_service.queries.rows import withdrawal_of
from quiz_service.tables import contests, questions, withdrawals
from services.kit.partitions import text_on_days

SETTLED_AFTER_S = 10
"""By then no process draws the question any more: within 3 s each has heard of it or has asked, and what was drawn
before has waited in a queue for 4 s at most, and for the 2 s that a statement may take."""
FIRST = UUID(int=0)

# Sessions by their key, in batches, so that a step costs the same on every day. Only those are looked for that come
# after the mark; of a batch, those that hold the question are returned, and the last one.
BATCH = sa.text("""
WITH batch AS MATERIALIZED (
    SELECT contest_day, id, paper && CAST(:revisions AS int[]) AS is_held FROM quiz.sessions
    WHERE contest_day >= :day AND (contest_day, id) > (:day, CAST(:after AS uuid))
    ORDER BY contest_day, id LIMIT :limit
)
SELECT contest_day, id, is_held, number = total AS is_last, total
FROM (SELECT *, row_number() OVER (ORDER BY contest_day, id) AS number, count(*) OVER () AS total FROM batch) AS counted
WHERE is_held OR number = total
ORDER BY contest_day, id
""")

LOCK = """
SELECT id FROM quiz.sessions WHERE contest_day ON_DAYS AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE
"""

# A place that was graded by this withdrawal has no mask any more, so a session is changed once (I5). One that still
# runs gets the new key and is graded by it when it is handed in. Results that are final stay as they are.
REGRADE = f"""
WITH held AS (
    SELECT contest_day, id, ARRAY(
        SELECT CASE WHEN revision = ANY (CAST(:revisions AS int[])) THEN CAST(:verdict AS smallint)
            ELSE right_options END
        FROM unnest(paper, key) WITH ORDINALITY AS each (revision, right_options, position) ORDER BY position
    ) AS key
    FROM quiz.sessions
    WHERE contest_day ON_DAYS AND id = ANY (CAST(:ids AS uuid[])) AND EXISTS (
        SELECT FROM unnest(paper, key) AS each (revision, right_options)
        WHERE revision = ANY (CAST(:revisions AS int[])) AND right_options > 0)
        AND NOT EXISTS (SELECT FROM quiz.contests AS c WHERE c.id = contest_id AND c.finalised_at IS NOT NULL)
),
regraded AS (
    UPDATE quiz.sessions AS s
    SET key = held.key,
        score = CASE WHEN s.finished_at IS NOT NULL THEN {score("s.answers", "held.key", "s.points_per_question")} END,
        revision = s.revision + CASE WHEN s.finished_at IS NULL THEN 0 ELSE 1 END,
        cause = CASE WHEN s.finished_at IS NULL THEN s.cause ELSE :cause END
    FROM held
    WHERE s.contest_day ON_DAYS AND s.id = ANY (CAST(:ids AS uuid[]))
        AND s.contest_day = held.contest_day AND s.id = held.id
    RETURNING s.contest_day, s.id, s.finished_at
),
published AS (
    INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent, is_repeat)
    SELECT contest_day, id, '', true FROM regraded WHERE finished_at IS NOT NULL
)
SELECT count(finished_at) FROM regraded
"""  # noqa: S608 - a constant of our own


@dataclass(frozen=True)
class Regrading:
    """How far the sessions of a withdrawal have been looked through. `is_settled` says that no new ones can come."""

    withdrawal: Withdrawal
    revisions: Sequence[int]
    reached_day: date
    reached_id: UUID
    is_closing: bool
    is_settled: bool


@dataclass(frozen=True)
class Batch:
    """`held` hold the question; `last` is the last that was looked at, None when there were none."""

    held: Sequence[tuple[date, UUID]]
    last: tuple[date, UUID] | None
    looked_at: int


async def add(connection: AsyncConnection, withdrawal: Withdrawal, withdrawn_by: str) -> None:
    """Take the question out of use."""
    row = {
        "id": withdrawal.id,
        "bank_id": withdrawal.bank_id,
        "question_id": withdrawal.question_id,
        "version": withdrawal.version,
        "decision": withdrawal.decision,
        "reason": withdrawal.reason,
        "withdrawn_by": withdrawn_by,
        "withdrawn_at": withdrawal.withdrawn_at,
    }
    settles_at = sa.func.clock_timestamp() + sa.func.make_interval(0, 0, 0, 0, 0, 0, SETTLED_AFTER_S)
    await connection.execute(withdrawals.insert().values(row | {"settles_at": settles_at}))
    of_question = sa.and_(questions.c.bank_id == withdrawal.bank_id, questions.c.id == withdrawal.question_id)
    await connection.execute(questions.update().where(of_question).values(is_current=False))


async def is_final_everywhere(connection: AsyncConnection, bank_id: str) -> bool:
    """Whether the bank serves contests whose results are final, and no other."""
    of_bank = sa.select(sa.func.bool_and(contests.c.finalised_at.is_not(None))).where(contests.c.bank_id == bank_id)
    return bool((await connection.execute(of_bank)).scalar_one())


async def read_all(connection: AsyncConnection) -> list[Withdrawal]:
    rows = await connection.execute(sa.select(withdrawals).order_by(withdrawals.c.id))
    return [withdrawal_of(row) for row in rows.mappings()]


async def claim(connection: AsyncConnection) -> Regrading | None:
    """The oldest withdrawal with work to do, for this transaction alone."""
    is_settled = withdrawals.c.settles_at <= sa.func.clock_timestamp()
    wanted = (
        sa.select(withdrawals, is_settled.label("is_settled"))
        .where(withdrawals.c.finished_at.is_(None), is_settled | ~withdrawals.c.is_closing)
        .order_by(withdrawals.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    of_question = sa.and_(questions.c.bank_id == row["bank_id"], questions.c.id == row["question_id"])
    revisions = (await connection.execute(sa.select(questions.c.revision).where(of_question))).scalars().all()
    marks = [row[name] for name in ("reached_day", "reached_id", "is_closing", "is_settled")]
    return Regrading(withdrawal_of(row), revisions, *marks)


async def read_batch(connection: AsyncConnection, regrading: Regrading, limit: int) -> Batch:
    values = {"revisions": list(regrading.revisions), "day": regrading.reached_day, "after": regrading.reached_id}
    rows = (await connection.execute(BATCH, values | {"limit": limit})).all()
    held = [(row.contest_day, row.id) for row in rows if row.is_held]
    last = next(((row.contest_day, row.id) for row in rows if row.is_last), None)
    return Batch(held, last, rows[0].total if rows else 0)


async def regrade(connection: AsyncConnection, regrading: Regrading, held: Sequence[tuple[date, UUID]]) -> int:
    """Score these sessions again, and queue the finished ones for delivery. Returns how many finished ones there were.

    They are locked first, in the order in which hand-ins lock theirs, and read after the last of those has committed.
    """
    if not held:
        return 0
    days = [day for day, _ in held]
    first, last = min(days), max(days)
    values = {"ids": [session_id for _, session_id in held]}
    await connection.execute(text_on_days(LOCK, first, last), values)
    decided = {
        "revisions": list(regrading.revisions),
        "verdict": verdict_of(regrading.withdrawal.decision),
        "cause": regrading.withdrawal.id,
    }
    return int((await connection.execute(text_on_days(REGRADE, first, last), values | decided)).scalar_one())


async def note_progress(connection: AsyncConnection, regrading: Regrading, last: tuple[date, UUID], count: int) -> None:
    await _update(
        connection,
        regrading,
        reached_day=last[0],
        reached_id=last[1],
        regraded=withdrawals.c.regraded + count,
    )


async def close(connection: AsyncConnection, regrading: Regrading, from_day: date) -> None:
    """Everything has been looked through once; what started meanwhile is to follow."""
    await _update(connection, regrading, is_closing=True, reached_day=from_day, reached_id=FIRST)


async def finish(connection: AsyncConnection, regrading: Regrading) -> None:
    await _update(connection, regrading, finished_at=sa.func.clock_timestamp())


async def _update(connection: AsyncConnection, regrading: Regrading, **values: object) -> None:
    changed = withdrawals.update().where(withdrawals.c.id == regrading.withdrawal.id).values(values)
    await connection.execute(changed)

"""All finished sessions of a contest in two figures, and the mark that they are all."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest, Final
from quiz_service.tables import contests, sessions, withdrawals
from services.contracts.buckets import DIGEST_SQL, hours

# A session that is not finished has no score and so no hash.
READ_TOTAL = sa.text(f"""
SELECT {DIGEST_SQL.format(session_id="id", score="score")}, count(*) FILTER (WHERE finished_at IS NULL)
FROM quiz.sessions
WHERE contest_day = :day AND id >= :lowest AND id < :highest AND contest_id = :contest_id
""")  # noqa: S608 - an expression of our own


async def is_being_regraded(connection: AsyncConnection, bank_id: str) -> bool:
    """Whether a withdrawn question still changes scores. With the bank locked, none is withdrawn meanwhile."""
    is_open = sa.exists().where(withdrawals.c.bank_id == bank_id, withdrawals.c.finished_at.is_(None))
    return bool((await connection.execute(sa.select(is_open))).scalar_one())


async def read_total(connection: AsyncConnection, contest: Contest) -> tuple[int, int, int]:
    """Count and hash of all sessions, and how many of them are unfinished.

    Hour by hour: a statement has two seconds.
    """
    count, digest, unfinished = 0, 0, 0
    day = contest.first_day
    while day <= contest.last_day:
        has_any = sa.exists().where(sessions.c.contest_id == contest.id, sessions.c.contest_day == day)
        if (await connection.execute(sa.select(has_any))).scalar_one():
            for lowest, highest in hours(datetime.combine(day, time(), contest.zone)):
                values = {"day": day, "lowest": lowest, "highest": highest, "contest_id": contest.id}
                more = (await connection.execute(READ_TOTAL, values)).one()
                count, digest, unfinished = count + more[0], digest ^ more[1], unfinished + more[2]
        day += timedelta(days=1)
    return count, digest, unfinished


async def write_final(
    connection: AsyncConnection, contest: Contest, final: Final, despite_open: int | None, reason: str | None
) -> None:
    """The mark, the contest's version, and why it was made over open decisions, where there were some."""
    marked = {"finalised_at": final.at, "final_sessions": final.sessions, "final_digest": final.digest}
    marked |= {"final_despite_open": despite_open, "final_reason": reason}
    await connection.execute(
        contests.update().where(contests.c.id == contest.id).values(version=contest.version, **marked)
    )

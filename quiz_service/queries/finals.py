"""All sessions of a contest in two figures, and the mark that they are all."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest, Final
from quiz_service.tables import contests, counted_contests, withdrawals
from services.contracts.buckets import DIGEST_SQL
from services.kit.database import TIMELINE_SQL
from services.kit.parts import LAST, SIZE, after, end_of_part

# One look into an index for each day: the limit keeps it from becoming a join with all sessions, and the order from
# going over those of other contests.
READ_DAYS = sa.text("""
SELECT day::date FROM generate_series(CAST(:first AS date), CAST(:last AS date), interval '1 day') AS day
CROSS JOIN LATERAL (
    SELECT participant_id FROM quiz.sessions
    WHERE contest_id = :contest_id AND contest_day = day::date ORDER BY participant_id LIMIT 1
) AS somebody
ORDER BY day
""")

# A contest's sessions of a day by participant: that is the one key which does not lead over those of other contests.
LAST_OF_PART = sa.text("""
SELECT participant_id FROM quiz.sessions
WHERE contest_id = :contest_id AND contest_day = :day AND participant_id BETWEEN :lowest AND :highest
ORDER BY participant_id OFFSET :before LIMIT 1
""")

# A session that is not finished has no score and so no hash.
READ_PART = sa.text(f"""
SELECT {DIGEST_SQL.format(session_id="id", score="score")}, count(*) FILTER (WHERE finished_at IS NULL)
FROM quiz.sessions
WHERE contest_id = :contest_id AND contest_day = :day AND participant_id BETWEEN :lowest AND :highest
""")  # noqa: S608 - an expression of our own

# What a count rests on: no question of the bank was withdrawn since, and no standby promoted that may lack sessions.
RESTS_ON = f"""
SELECT concat_ws('/', {TIMELINE_SQL}, count(*), max(finished_at)) FROM quiz.withdrawals WHERE bank_id = {{bank_id}}
"""  # noqa: S608 - an expression of our own

READ_BASIS = sa.text(RESTS_ON.format(bank_id=":bank_id"))

READ_UNCOUNTED = sa.text(f"""
SELECT id FROM quiz.contests
WHERE closes_at < kit.contest_now() - CAST(:after AS interval) AND finalised_at IS NULL AND NOT EXISTS (
    SELECT FROM quiz.counted_contests AS c
    WHERE c.contest_id = contests.id AND c.rests_on = ({RESTS_ON.format(bank_id="contests.bank_id")}))
ORDER BY closes_at, id
""")  # noqa: S608 - an expression of our own


@dataclass(frozen=True)
class Count:
    """`digest` is a hash over the ids and scores of the finished ones, whatever their order."""

    sessions: int = 0
    digest: int = 0
    unfinished: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.sessions + other.sessions, self.digest ^ other.digest, self.unfinished + other.unfinished)


async def is_being_regraded(connection: AsyncConnection, bank_id: str) -> bool:
    """Whether a withdrawn question still changes scores. With the bank locked, none is withdrawn meanwhile."""
    is_open = sa.exists().where(withdrawals.c.bank_id == bank_id, withdrawals.c.finished_at.is_(None))
    return bool((await connection.execute(sa.select(is_open))).scalar_one())


async def read_days(connection: AsyncConnection, contest: Contest) -> list[date]:
    """Those with sessions."""
    values = {"contest_id": contest.id, "first": contest.first_day, "last": contest.last_day}
    return list((await connection.execute(READ_DAYS, values)).scalars())


async def read_part(
    connection: AsyncConnection, contest_id: str, day: date, lowest: UUID, size: int = SIZE
) -> tuple[Count, UUID | None]:
    """The sessions of so many participants of a day, and where the next part begins."""
    values = {"contest_id": contest_id, "day": day, "lowest": lowest, "highest": LAST}
    end = await end_of_part(connection, LAST_OF_PART, values, size)
    return Count(*(await connection.execute(READ_PART, values | {"highest": end})).one()), after(end)


async def read_basis(connection: AsyncConnection, bank_id: str) -> str:
    return str((await connection.execute(READ_BASIS, {"bank_id": bank_id})).scalar_one())


async def read_uncounted(connection: AsyncConnection, settled_after: timedelta) -> list[str]:
    """Contests that ended so long ago, are not final, and whose sessions nobody has counted since they last changed."""
    return list((await connection.execute(READ_UNCOUNTED, {"after": settled_after})).scalars())


async def write_count(connection: AsyncConnection, contest_id: str, count: Count, basis: str) -> None:
    found = {"sessions": count.sessions, "digest": count.digest, "rests_on": basis}
    new = insert(counted_contests).values(contest_id=contest_id, **found)
    await connection.execute(new.on_conflict_do_update(index_elements=["contest_id"], set_=found))


async def read_count(connection: AsyncConnection, contest: Contest) -> Count | None:
    """What was counted before, if nothing can have changed since."""
    c = counted_contests.c
    known = sa.select(c.sessions, c.digest).where(
        c.contest_id == contest.id, c.rests_on == await read_basis(connection, contest.bank_id)
    )
    row = (await connection.execute(known)).first()
    return None if row is None else Count(*row)


async def write_final(
    connection: AsyncConnection, contest: Contest, final: Final, despite_open: int | None, reason: str | None
) -> None:
    """The mark, the contest's version, and why it was made over open decisions, where there were some."""
    marked = {"finalised_at": final.at, "final_sessions": final.sessions, "final_digest": final.digest}
    marked |= {"final_despite_open": despite_open, "final_reason": reason}
    await connection.execute(
        contests.update().where(contests.c.id == contest.id).values(version=contest.version, **marked)
    )

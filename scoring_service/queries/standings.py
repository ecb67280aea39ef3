"""One participant's place among all, from one counter per reachable number of points."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.domain.standing import DayPoints
from scoring_service.queries.persons import COUNTED_MERGES, accounts_of, person_of
from scoring_service.queries.present import IS_COUNTED

READ_PERSON = sa.text(f"SELECT {person_of('CAST(:participant_id AS uuid)', COUNTED_MERGES)}")

READ_PLACE = sa.text("""
WITH own AS (
    SELECT coalesce(max(points), 0) AS points, coalesce(max(sessions), 0) AS sessions
    FROM scoring.participants WHERE contest_id = :contest_id AND participant_id = :person_id
)
SELECT own.points, own.sessions,
    CAST(coalesce(sum(h.participants) FILTER (WHERE h.points > own.points), 0) AS bigint) AS more,
    CAST(coalesce(sum(h.participants) FILTER (WHERE h.points < own.points), 0) AS bigint) AS fewer,
    CAST(coalesce(sum(h.participants), 0) AS bigint) AS everybody
FROM own LEFT JOIN scoring.histogram AS h ON h.contest_id = :contest_id
GROUP BY own.points, own.sessions
""")

READ_DAYS = sa.text(f"""
SELECT contest_day, CAST(sum(points) AS integer), count(*)
FROM (
    SELECT contest_day, sum(points) AS points FROM scoring.ledger
    JOIN ({accounts_of("CAST(:person_id AS uuid)", COUNTED_MERGES)}) AS account USING (participant_id)
    WHERE contest_id = :contest_id AND contest_day BETWEEN :first AND :last
    GROUP BY contest_day, session_id HAVING {IS_COUNTED}
) AS session
GROUP BY contest_day ORDER BY contest_day
""")  # noqa: S608 - an expression of our own


@dataclass(frozen=True)
class Place:
    """A participant's sums, and how many participants have more points, fewer points, or a session at all."""

    points: int
    sessions: int
    more: int
    fewer: int
    everybody: int


async def read_person(connection: AsyncConnection, contest_id: str, participant_id: UUID) -> UUID:
    """The person behind an account, as the contest counts them (I19)."""
    values = {"contest_id": contest_id, "participant_id": participant_id}
    person: UUID = (await connection.execute(READ_PERSON, values)).scalar_one()
    return person


async def read_place(connection: AsyncConnection, contest_id: str, person_id: UUID) -> Place:
    values = {"contest_id": contest_id, "person_id": person_id}
    return Place(*(await connection.execute(READ_PLACE, values)).one())


async def read_days(connection: AsyncConnection, contest: Contest, person_id: UUID) -> Sequence[DayPoints]:
    """The days with a session that counts, in order."""
    days = {"first": contest.first_day, "last": contest.last_day}
    values = days | {"contest_id": contest.id, "person_id": person_id}
    return [DayPoints(*row) for row in await connection.execute(READ_DAYS, values)]

"""Whose sums are such that a look at their sessions is worth while."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.ledger import Person
from scoring_service.queries.persons import person_of
from services.contracts.events import SessionFinished

# With the run of full marks taken away, the average of what is left has to be low.
READ_POSSIBLE_LEAPS = sa.text(f"""
SELECT p.contest_id, p.participant_id, max(wanted.max_score)
FROM unnest(CAST(:contest_id AS text[]), CAST(:account AS uuid[]), CAST(:max_score AS integer[]))
    AS wanted (contest_id, account, max_score)
JOIN scoring.participants AS p
    ON p.contest_id = wanted.contest_id AND p.participant_id = {person_of("wanted.account")}
WHERE p.sessions >= 2 * :run
    AND p.points - :run * wanted.max_score <= CAST(:least AS float) * wanted.max_score * (p.sessions - :run)
GROUP BY p.contest_id, p.participant_id
""")  # noqa: S608 - an expression of our own


async def read_possible_leaps(
    connection: AsyncConnection, full: Sequence[SessionFinished], limits: Thresholds
) -> dict[Person, int]:
    """The persons behind sessions with full marks who may have leapt, with the most points of a session."""
    values = {
        "contest_id": [event.contest_id for event in full],
        "account": [event.participant_id for event in full],
        "max_score": [event.max_score for event in full],
        "run": limits.leap_sessions,
        "least": limits.leap_from,
    }
    return {Person(*person): most for *person, most in await connection.execute(READ_POSSIBLE_LEAPS, values)}

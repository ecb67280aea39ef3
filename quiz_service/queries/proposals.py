"""Proposed withdrawals: what they would do, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Decision
from quiz_service.domain.proposal import Proposal, ProposalState
from quiz_service.tables import proposals, questions

# Finished sessions of a day that hold the question, and the units of those whose score changes. A place that a former
# withdrawal graded has no mask any more; results that are final stay.
EFFECT_OF_DAY = sa.text("""
WITH held AS MATERIALIZED (
    SELECT unit_path, EXISTS (
        SELECT FROM unnest(paper, key, answers) AS each (revision, right_options, answer)
        WHERE revision = ANY (CAST(:revisions AS int[])) AND right_options > 0
            AND (answer IS NOT DISTINCT FROM right_options) = CAST(:when_right AS boolean)) AS is_moved
    FROM quiz.sessions
    WHERE contest_day = :day AND contest_id = :contest_id AND finished_at IS NOT NULL
        AND paper && CAST(:revisions AS int[])
)
SELECT (SELECT count(*) FROM held) AS sessions,
    ARRAY(SELECT DISTINCT unit FROM held, unnest(unit_path) AS unit WHERE is_moved) AS units
""")


async def add(connection: AsyncConnection, proposal: Proposal) -> None:
    await connection.execute(proposals.insert().values(asdict(proposal)))


async def find(connection: AsyncConnection, proposal_id: str) -> Proposal | None:
    """The proposal, for this transaction alone."""
    return await _first(connection, sa.select(proposals).where(proposals.c.id == proposal_id).with_for_update())


async def find_open(connection: AsyncConnection, bank_id: str, question_id: str) -> Proposal | None:
    of_question = sa.and_(proposals.c.bank_id == bank_id, proposals.c.question_id == question_id)
    return await _first(connection, sa.select(proposals).where(of_question, proposals.c.state == ProposalState.OPEN))


async def list_open(connection: AsyncConnection, bank_id: str) -> Sequence[Proposal]:
    """Those that wait for a second person, the oldest first."""
    is_open = sa.and_(proposals.c.bank_id == bank_id, proposals.c.state == ProposalState.OPEN)
    rows = await connection.execute(sa.select(proposals).where(is_open).order_by(proposals.c.proposed_at))
    return [_proposal_of(dict(row)) for row in rows.mappings()]


async def count_open(connection: AsyncConnection, bank_id: str) -> int:
    is_open = sa.and_(proposals.c.bank_id == bank_id, proposals.c.state == ProposalState.OPEN)
    return int((await connection.execute(sa.select(sa.func.count()).where(is_open))).scalar_one())


async def decide(connection: AsyncConnection, proposal: Proposal, state: ProposalState, by: str) -> None:
    decided = {"state": state, "decided_by": by, "decided_at": sa.func.kit.contest_now()}
    await connection.execute(proposals.update().where(proposals.c.id == proposal.id).values(decided))


async def read_revisions(connection: AsyncConnection, bank_id: str, question_id: str) -> Sequence[int]:
    """Every version of the question that a paper may name."""
    of_question = sa.and_(questions.c.bank_id == bank_id, questions.c.id == question_id)
    return (await connection.execute(sa.select(questions.c.revision).where(of_question))).scalars().all()


async def read_effect_of_day(
    connection: AsyncConnection, contest_id: str, day: date, revisions: Sequence[int], decision: Decision
) -> tuple[int, Sequence[str]]:
    """How many finished sessions of the day hold the question, and the units whose totals would change."""
    values = {"contest_id": contest_id, "day": day, "revisions": list(revisions)}
    row = (await connection.execute(EFFECT_OF_DAY, values | {"when_right": decision is Decision.NOT_COUNTED})).one()
    return row.sessions, row.units


async def _first(connection: AsyncConnection, wanted: sa.Select[Any]) -> Proposal | None:
    row = (await connection.execute(wanted)).mappings().first()
    return None if row is None else _proposal_of(row)


def _proposal_of(row: Mapping[str, Any]) -> Proposal:
    return Proposal(
        id=row["id"],
        bank_id=row["bank_id"],
        question_id=row["question_id"],
        version=row["version"],
        decision=Decision(row["decision"]),
        reason=row["reason"],
        accepts_repeats=row["accepts_repeats"],
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        state=ProposalState(row["state"]),
    )

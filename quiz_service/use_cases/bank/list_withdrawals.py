"""Proposed withdrawals that wait for a second person, with what each would do (R1.12, I21)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored
from quiz_service.domain.proposal import Effect, Proposal
from quiz_service.queries import banks, proposals
from quiz_service.use_cases.steps.read_effect import read_effect


async def list_withdrawals(connection: AsyncConnection, bank_id: str) -> Sequence[tuple[Proposal, Authored, Effect]]:
    """Of the bank, the oldest first. The effect is that of now and grows with every session that is handed in."""
    found = []
    for proposal in await proposals.list_open(connection, bank_id):
        (question,) = await banks.find_questions(connection, proposal.question_id, bank_id)
        effect = await read_effect(connection, bank_id, proposal.question_id, proposal.decision)
        found.append((proposal, question, effect))
    return found

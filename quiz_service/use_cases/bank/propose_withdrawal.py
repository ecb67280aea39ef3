"""A reviewer proposes to withdraw a faulty question; nothing changes until a second person approves (R1.12, I21)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service.domain.authoring import Authored, Decision
from quiz_service.domain.bank_errors import NeverPublished, QuestionWithdrawn, WithdrawalOpen
from quiz_service.domain.errors import ContestIsFinal
from quiz_service.domain.proposal import Proposal
from quiz_service.queries import proposals, withdrawals
from quiz_service.use_cases.steps.check_reserve import check_reserve
from services.chassis.clock import contest_now


async def propose_withdrawal(
    transaction: AsyncConnection, known: Authored, decision: Decision, reason: str, by: str, *, accepts_repeats: bool
) -> Proposal:
    """The proposal; the same decision about the same question again is the one that is known already.

    Raises `NeverPublished`, `QuestionWithdrawn`, `ContestIsFinal` where there is nothing else to change,
    `WithdrawalOpen` while another decision waits, or `ReserveTooSmall`.
    """
    if known.withdrawal is not None:
        done = await proposals.find(transaction, known.withdrawal.id)
        if done is None or done.decision is not decision:
            raise QuestionWithdrawn
        return done
    if known.published_version is None:
        raise NeverPublished
    if await withdrawals.is_final_everywhere(transaction, known.bank_id):
        raise ContestIsFinal
    waiting = await proposals.find_open(transaction, known.bank_id, known.question.id)
    if waiting is not None:
        if waiting.decision is not decision:
            raise WithdrawalOpen(extra={"withdrawal_id": waiting.id})
        return waiting
    if not accepts_repeats:
        await check_reserve(transaction, known.bank_id)
    proposal = Proposal(
        id=str(uuid7()),
        bank_id=known.bank_id,
        question_id=known.question.id,
        version=known.published_version,
        decision=decision,
        reason=reason,
        accepts_repeats=accepts_repeats,
        proposed_by=by,
        proposed_at=await contest_now(transaction),
    )
    await proposals.add(transaction, proposal)
    return proposal

"""A second person approves a withdrawal: the question leaves use, and what it did to scores is undone (R1.12, I21)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored, Withdrawal
from quiz_service.domain.bank_errors import WithdrawalDecided
from quiz_service.domain.errors import ContestIsFinal
from quiz_service.domain.proposal import Proposal, ProposalState, check_second_person
from quiz_service.queries import banks, proposals, withdrawals
from quiz_service.use_cases.steps.check_reserve import check_reserve
from quiz_service.use_cases.steps.publish_withdrawals import publish_withdrawals
from quiz_service.use_cases.steps.second_person import accounts_of
from services.chassis.clock import contest_now


async def approve_withdrawal(
    transaction: AsyncConnection, proposal: Proposal, by: str, *, accepts_repeats: bool
) -> Authored:
    """The question as withdrawn, for good and in all its versions. A repeat changes nothing.

    From the commit on nobody draws it; `regrade_sessions` follows, but for contests that are final. Raises
    `OwnProposal`, `WithdrawalDecided` after a rejection, `ContestIsFinal`, or `ReserveTooSmall` unless one of the two
    persons accepts repeats.
    """
    check_second_person(await accounts_of(transaction, by), proposal)
    if proposal.state is ProposalState.REJECTED:
        raise WithdrawalDecided
    if proposal.state is ProposalState.OPEN:
        if await withdrawals.is_final_everywhere(transaction, proposal.bank_id):
            raise ContestIsFinal
        if not (accepts_repeats or proposal.accepts_repeats):
            await check_reserve(transaction, proposal.bank_id)
        await _withdraw(transaction, proposal, by)
    return (await banks.find_questions(transaction, proposal.question_id, proposal.bank_id))[0]


async def _withdraw(transaction: AsyncConnection, proposal: Proposal, by: str) -> None:
    withdrawal = Withdrawal(
        id=proposal.id,
        bank_id=proposal.bank_id,
        question_id=proposal.question_id,
        version=proposal.version,
        decision=proposal.decision,
        reason=proposal.reason,
        withdrawn_at=await contest_now(transaction),
        regraded=0,
        finished_at=None,
    )
    await withdrawals.add(transaction, withdrawal, by)
    await proposals.decide(transaction, proposal, ProposalState.APPROVED, by)
    await banks.renew_bank(transaction, proposal.bank_id)
    await publish_withdrawals(transaction, [withdrawal])

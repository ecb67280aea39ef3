"""A proposed withdrawal ends without effect (R1.12, I21)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_errors import WithdrawalDecided
from quiz_service.domain.proposal import Proposal, ProposalState
from quiz_service.queries import proposals


async def reject_withdrawal(transaction: AsyncConnection, proposal: Proposal, by: str) -> Proposal:
    """The proposal as rejected; a repeat changes nothing. Its proposer may take it back, too.

    Raises `WithdrawalDecided` after an approval.
    """
    if proposal.state is ProposalState.APPROVED:
        raise WithdrawalDecided
    if proposal.state is ProposalState.OPEN:
        await proposals.decide(transaction, proposal, ProposalState.REJECTED, by)
    return replace(proposal, state=ProposalState.REJECTED)

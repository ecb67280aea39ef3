"""Which proposed withdrawal a reviewer means."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_errors import BankNotFound, WithdrawalNotFound
from quiz_service.domain.proposal import Proposal
from quiz_service.queries import banks, proposals
from quiz_service.use_cases.steps.find_bank import find_bank
from services.contracts.grants import Reach


async def find_proposal(transaction: AsyncConnection, proposal_id: str, reach: Reach) -> Proposal:
    """The proposal; nobody else changes its bank until the transaction ends. Raises `WithdrawalNotFound`."""
    found = await proposals.find(transaction, proposal_id) if proposal_id.isprintable() else None
    if found is None:
        raise WithdrawalNotFound
    try:
        await find_bank(transaction, found.bank_id, reach)
    except BankNotFound as error:
        raise WithdrawalNotFound from error
    await banks.lock_bank(transaction, found.bank_id)
    return found

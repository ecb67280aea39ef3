"""Which question an editor or a reviewer means."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored
from quiz_service.domain.bank_errors import QuestionInSeveralBanks, QuestionNotFound
from quiz_service.queries import banks, owned_banks
from services.contracts.grants import Reach


async def find_question(
    transaction: AsyncConnection, question_id: str, bank_id: str | None, reach: Reach, *, lock: bool = False
) -> Authored:
    """The question with this id, of the bank that is named or of the only one within the reach that has it.

    With `lock`, nobody else changes its bank until the transaction ends. Raises `QuestionNotFound` or
    `QuestionInSeveralBanks`.
    """
    found = await banks.find_questions(transaction, question_id, bank_id)
    found = [each for each in found if await _is_within(transaction, each.bank_id, reach)]
    if not found:
        raise QuestionNotFound
    if len(found) > 1:
        raise QuestionInSeveralBanks(extra={"banks": [each.bank_id for each in found]})
    if lock:
        await banks.lock_bank(transaction, found[0].bank_id)
        found = await banks.find_questions(transaction, question_id, found[0].bank_id)
    return found[0]


async def _is_within(transaction: AsyncConnection, bank_id: str, reach: Reach) -> bool:
    owner = await owned_banks.read_owner(transaction, bank_id)
    return owner is not None and reach.covers(owner)

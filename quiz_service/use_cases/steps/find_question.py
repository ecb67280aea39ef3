"""Which question an editor or a reviewer means."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored
from quiz_service.domain.bank_errors import QuestionInSeveralBanks, QuestionNotFound
from quiz_service.queries import banks, owned_banks
from services.contracts.grants import Reach


async def find_question(
    transaction: AsyncConnection, question_id: str, bank_id: str | None, reach: Reach, *, lock: bool = False
) -> Authored:
    """The question with this id, of the bank that is named or of the highest one within the reach that has it.

    A province that takes the nation's questions into a bank of its own makes no call of the nation's ambiguous. With
    `lock`, nobody else changes its bank until the transaction ends. Raises `QuestionNotFound`, or
    `QuestionInSeveralBanks` for banks of one level.
    """
    found = await banks.find_questions(transaction, question_id, bank_id)
    owners = {each.bank_id: await owned_banks.read_owner(transaction, each.bank_id) for each in found}
    levels = {bank: len(path) for bank, path in owners.items() if path is not None and reach.covers(path)}
    highest = [each for each in found if levels.get(each.bank_id) == min(levels.values(), default=0)]
    if not highest:
        raise QuestionNotFound
    if len(highest) > 1:
        raise QuestionInSeveralBanks(extra={"banks": [each.bank_id for each in highest]})
    if lock:
        await banks.lock_bank(transaction, highest[0].bank_id)
        highest = await banks.find_questions(transaction, question_id, highest[0].bank_id)
    return highest[0]

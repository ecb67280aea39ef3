"""A faulty question is taken out of use, and what it did to scores is undone (R1.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service.domain.authoring import Authored, Decision, Withdrawal
from quiz_service.domain.bank_errors import NeverPublished, QuestionWithdrawn
from quiz_service.domain.errors import ContestIsFinal
from quiz_service.queries import banks, withdrawals
from quiz_service.use_cases.steps.find_question import find_question
from quiz_service.use_cases.steps.publish_withdrawals import publish_withdrawals
from services.chassis.clock import contest_now


async def withdraw_question(
    transaction: AsyncConnection, known: Authored, decision: Decision, reason: str, by: str
) -> Authored:
    """The question as withdrawn, for good and in all its versions. The same decision again changes nothing.

    From the commit on nobody draws it; `regrade_sessions` follows, but for contests that are final. Raises
    `NeverPublished`, `ContestIsFinal` where there is nothing else to change, or `QuestionWithdrawn` after another
    decision.
    """
    if known.withdrawal is not None:
        if known.withdrawal.decision is not decision:
            raise QuestionWithdrawn
        return known
    if known.published_version is None:
        raise NeverPublished
    if await withdrawals.is_final_everywhere(transaction, known.bank_id):
        raise ContestIsFinal
    withdrawal = Withdrawal(
        id=str(uuid7()),
        bank_id=known.bank_id,
        question_id=known.question.id,
        version=known.published_version,
        decision=decision,
        reason=reason,
        withdrawn_at=await contest_now(transaction),
        regraded=0,
        finished_at=None,
    )
    await withdrawals.add(transaction, withdrawal, by)
    await banks.renew_bank(transaction, known.bank_id)
    await publish_withdrawals(transaction, [withdrawal])
    return await find_question(transaction, known.question.id, known.bank_id)

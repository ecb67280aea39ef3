"""A contest needs a bank that can fill one of its papers."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.queries import banks
from services.kit.errors import FieldError, Invalid


async def check_bank(transaction: AsyncConnection, contest: Contest) -> None:
    """Raises `Invalid` when the bank is unknown or too small for one session."""
    available = await banks.count_questions(transaction, contest.bank_id)
    if available < contest.rules.questions_per_session:
        text = f"题库中只有 {available} 道可用的题目，不足一次答题。"
        english = f"The bank has {available} questions, too few for one session."
        raise Invalid(errors=[FieldError("/bank_id", "bank-too-small", text, english)])

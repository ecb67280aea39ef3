"""A second person approves what another wrote, and it is in use from then on (R1.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored, check_draft, check_reviewer
from quiz_service.domain.bank_errors import QuestionChanged
from quiz_service.queries import banks
from quiz_service.use_cases.steps.second_person import accounts_of
from services.kit import etag


async def approve_question(
    transaction: AsyncConnection, known: Authored, reviewer: str, if_match: str | None
) -> Authored:
    """The question as published. Running sessions keep the version on their paper (I4).

    Raises `OwnWriting`, `QuestionWithdrawn`, `NothingToApprove`, or `QuestionChanged` when `if_match` names another
    version than the newest: nobody approves what they have not seen.
    """
    question_id = known.question.id
    authors = await banks.read_authors(transaction, known.bank_id, question_id, known.published_version or 0)
    check_reviewer(await accounts_of(transaction, reviewer), authors)
    if if_match is not None and not etag.names(if_match, known.etag):
        raise QuestionChanged
    check_draft(known)
    await banks.publish(transaction, known.bank_id, {question_id: known.version}, reviewer)
    return (await banks.find_questions(transaction, question_id, known.bank_id))[0]

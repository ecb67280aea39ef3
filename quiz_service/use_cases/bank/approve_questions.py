"""A second person approves many questions of a bank at once, as after an import (R1.12)."""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored, check_draft, check_reviewer
from quiz_service.domain.bank_errors import ApprovalsRefused, QuestionChanged, QuestionNotFound
from quiz_service.queries import banks
from quiz_service.use_cases.steps.second_person import accounts_of
from services.kit.errors import FieldError, Problem


async def approve_questions(
    transaction: AsyncConnection, bank_id: str, versions: Mapping[str, int], reviewer: str
) -> None:
    """All of them or none: each in the version that the reviewer has seen.

    Raises `ApprovalsRefused` naming every question that this reviewer may not approve.
    """
    await banks.lock_bank(transaction, bank_id)
    known = {each.question.id: each for each in await banks.read_bank(transaction, bank_id)}
    accounts = await accounts_of(transaction, reviewer)
    faults = []
    for question_id, version in versions.items():
        try:
            await _check(transaction, known.get(question_id), version, accounts)
        except Problem as refusal:
            faults.append(FieldError(f"/versions/{question_id}", refusal.code, refusal.zh, refusal.en))
    if faults:
        raise ApprovalsRefused(errors=faults)
    await banks.publish(transaction, bank_id, versions, reviewer)


async def _check(transaction: AsyncConnection, known: Authored | None, version: int, accounts: Collection[str]) -> None:
    if known is None:
        raise QuestionNotFound
    since = known.published_version or 0
    check_reviewer(accounts, await banks.read_authors(transaction, known.bank_id, known.question.id, since))
    if known.version != version:
        raise QuestionChanged
    check_draft(known)

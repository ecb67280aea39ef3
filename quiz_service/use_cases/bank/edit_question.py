"""An editor writes a new version of a question; the published one stays in use until that is approved (R1.12)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Authored
from quiz_service.domain.bank_errors import QuestionChanged, QuestionWithdrawn
from quiz_service.domain.bank_file import Row, check_row, columns_of, contents_of
from quiz_service.domain.extra_columns import written_extras
from quiz_service.queries import banks
from quiz_service.use_cases.steps.find_pictures import faults_of_pictures
from services.kit import etag
from services.kit.errors import FieldError, Invalid


async def edit_question(
    transaction: AsyncConnection, known: Authored, cells: Mapping[str, Any], if_match: str, author: str
) -> Authored:
    """The question with its new version; as it is where nothing would change, so that a repeat is harmless (I11).

    Columns that a question may have and that are not among the cells stay: who does not know them clears none.

    Raises `Invalid`, `QuestionWithdrawn`, or `QuestionChanged` when `if_match` does not name the newest version.
    """
    question_id = known.question.id
    if cells.get("id", question_id) != question_id:
        raise Invalid(errors=[FieldError("/id", "differs", "与地址中的编号不一致。", "Differs from the address.")])
    cells = {**written_extras(known.question), **cells, "id": question_id}
    row = Row(1, cells)
    errors = list(check_row(row)) or await faults_of_pictures(transaction, [row])
    if errors:
        raise Invalid(errors=[FieldError(f"/{each.column}", each.code, each.zh, each.en) for each in errors])
    if known.withdrawal is not None:
        raise QuestionWithdrawn
    columns = columns_of(cells)
    if contents_of(known.question) == columns:
        return known
    if not etag.names(if_match, known.etag):
        raise QuestionChanged
    await banks.write_drafts(transaction, known.bank_id, [{**columns, "version": known.version + 1}], author)
    return (await banks.find_questions(transaction, question_id, known.bank_id))[0]

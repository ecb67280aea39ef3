"""Question banks as a whole: imports and lists, with key and explanation, for editors and reviewers only (I7)."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.authoring import State
from quiz_service.domain.bank_errors import BankNotFound, QuestionFileTypeUnknown
from quiz_service.domain.bank_file import ID
from quiz_service.domain.similarity import alike_of
from quiz_service.files.question_files import CSV, JSON, XLSX, questions_in, read_questions
from quiz_service.process import known_here
from quiz_service.queries import banks
from quiz_service.routes.editors import EditorOf, ReaderOf, ReviewerOf, editor_of
from quiz_service.use_cases.bank.approve_questions import approve_questions
from quiz_service.use_cases.bank.find_alike import find_alike
from quiz_service.use_cases.bank.import_questions import import_questions
from quiz_service.wire.bank import ApprovalsBody, ApprovalsReply, AuthoredPage, AuthoredQuestion, QuestionImportReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, admitted_still, audience, body_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.kit import cursors, etag
from services.kit.bodies import parse_model, sent_file
from services.kit.errors import FieldError, Invalid

USUAL_LIMIT = 50
LARGEST_LIMIT = 200
BINARY = {"schema": {"type": "string", "format": "binary"}}
FORM = {"schema": {"type": "object", "required": ["file"], "properties": {"file": BINARY["schema"]}}}
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            XLSX: BINARY,
            CSV: {"schema": {"type": "string"}},
            JSON: {"schema": {"type": "array", "items": {"type": "object"}}},
            "multipart/form-data": FORM,
        },
    }
}
NO_STORE = {"Cache-Control": "no-store"}

routes = router()


@routes.post("/v1/banks/{bank_id}/imports", response_model=QuestionImportReply, openapi_extra=FILE)
@audience(Audience.ORGANISER, act="questions.import")
async def post_import(
    request: Request, caller: EditorOf, database: DatabaseOf, bank_id: str, *, dry_run: bool = False
) -> Response:
    """Questions from an XLSX, CSV or JSON file as drafts: all of them, or with a fault in any row none.

    A bank of a new id is made. Rows are told with their number as a spreadsheet counts them, or from 1 in JSON.
    """
    if not ID.fullmatch(bank_id):
        raise Invalid(errors=[FieldError("/bank_id", "not-an-id", "题库编号无效。", "Not an id for a bank.")])
    sent = await sent_file(request)
    if sent is None:
        raise QuestionFileTypeUnknown
    files = files_of(request)
    question_file = questions_in(sent.media_type, sent.name, sent.content)
    rows = await files.read(caller, read_questions, question_file)
    alike = await find_alike(database, bank_id, rows, lambda stems: files.read(caller, alike_of, stems))
    editor_of(await admitted_still(request))

    async def bring_in(transaction: AsyncConnection) -> Done:
        report = await import_questions(transaction, bank_id, bank_id, rows, caller.subject, is_dry_run=dry_run)
        reply = QuestionImportReply.of(report, alike, dry_run=dry_run)
        target = " ".join([bank_id, *report.added, *report.changed])
        return Done(Response(reply.model_dump_json(), media_type=JSON), target)

    if dry_run:
        async with database.begin() as transaction:
            return (await bring_in(transaction)).reply
    return await perform(request, bring_in, digest=sent.digest)


@routes.post("/v1/banks/{bank_id}/approvals", response_model=ApprovalsReply, openapi_extra=body_of(ApprovalsBody))
@audience(Audience.ORGANISER, act="questions.approve")
async def post_approvals(request: Request, caller: ReviewerOf, bank_id: str) -> Response:
    """Publish many drafts that others wrote, as after an import: all of them, or with a refused one none."""

    async def approve(transaction: AsyncConnection) -> Done:
        if not ID.fullmatch(bank_id) or not await banks.has_bank(transaction, bank_id):
            raise BankNotFound
        versions = (await parse_model(request, ApprovalsBody)).versions
        await approve_questions(transaction, bank_id, versions, caller.subject)
        reply = ApprovalsReply(approved=sorted(versions))
        return Done(Response(reply.model_dump_json(), media_type=JSON), " ".join([bank_id, *versions]))

    return await known_here(request, await perform(request, approve))


@routes.get("/v1/banks/{bank_id}/questions", response_model=AuthoredPage)
@audience(Audience.ORGANISER, act="questions.read")
async def get_questions(
    request: Request,
    _caller: ReaderOf,
    database: DatabaseOf,
    bank_id: str,
    state: State | None = None,
    category: str | None = None,
    q: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT)] = USUAL_LIMIT,
    cursor: str | None = None,
) -> Response:
    """The newest version of each question, in the order of ids; `q` is looked for in id and stem."""
    async with database.begin() as connection:
        if not ID.fullmatch(bank_id) or not await banks.has_bank(connection, bank_id):
            raise BankNotFound
        after = None if cursor is None else cursors.decode(cursor)
        found = await banks.list_questions(
            connection, bank_id, state=state, category=category, text=q, after=after, limit=limit + 1
        )
    last = found[limit - 1].question.id if len(found) > limit else None
    page = AuthoredPage(
        items=[AuthoredQuestion.of(each) for each in found[:limit]],
        next_cursor=None if last is None else cursors.encode(last),
    )
    body = page.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)

"""Question banks as files, with key and explanation: in and out, for editors and reviewers only (I7)."""

import asyncio
from functools import cache
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.bank_errors import BankNotFound, QuestionFileTypeUnknown
from quiz_service.domain.bank_file import ID
from quiz_service.domain.meaning import kin_of
from quiz_service.domain.remarks import remarks_on
from quiz_service.domain.similarity import alike_of
from quiz_service.files.bank_exports import EXPORTS, as_xlsx
from quiz_service.files.question_files import CSV, JSON, SUFFIXES, XLSX, questions_in, read_questions
from quiz_service.queries import banks, owned_banks
from quiz_service.routes.editors import EditorOf, ReaderOf, editor_of, reach_of
from quiz_service.use_cases.bank.find_alike import find_alike
from quiz_service.use_cases.bank.find_kin import find_kin
from quiz_service.use_cases.bank.import_questions import import_questions
from quiz_service.use_cases.steps.find_bank import find_bank
from quiz_service.wire.imports import QuestionImportReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, admitted_still, audience, file_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.chassis.tokens import Caller
from services.contracts.grants import EDITOR, NATION, REVIEWER, Reach
from services.kit.bodies import sent_file
from services.kit.database import Database
from services.kit.errors import FieldError, Invalid

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

routes = router()


@routes.get("/v1/banks/import-template.xlsx", response_class=Response, responses=file_of(XLSX))
@audience(Audience.ORGANISER)
async def get_import_template(_caller: ReaderOf) -> Response:
    """An empty sheet with the columns of an import and lists of categories and kinds."""
    return _file(await asyncio.to_thread(_import_template), XLSX, "import-template.xlsx")


@routes.get("/v1/banks/{bank_id}/export", response_class=Response, responses=file_of(XLSX, CSV, JSON))
@audience(Audience.ORGANISER, act="questions.export")
async def get_export(
    request: Request,
    caller: ReaderOf,
    database: DatabaseOf,
    bank_id: str,
    format: Literal["xlsx", "csv", "json"] = "xlsx",  # noqa: A002
) -> Response:
    """The newest version of every question but the withdrawn ones, as a file that imports again without a fault."""
    async with database.begin() as connection:
        await find_bank(connection, bank_id, reach_of(caller, EDITOR, REVIEWER))
        known = await banks.read_bank(connection, bank_id)
    questions = [each.question for each in known if each.withdrawal is None]
    content = await files_of(request).make(caller, EXPORTS[format], questions)
    return _file(content, SUFFIXES[format], f"questions.{format}")


@routes.post("/v1/banks/{bank_id}/imports", response_model=QuestionImportReply, openapi_extra=FILE)
@audience(Audience.ORGANISER, act="questions.import")
async def post_import(
    request: Request, caller: EditorOf, database: DatabaseOf, bank_id: str, *, dry_run: bool = False
) -> Response:
    """Questions from an XLSX, CSV or JSON file as drafts: all of them, or with a fault in any row none.

    A bank of a new id is made, and belongs to the unit of the editor. Rows are
    told with their number as a spreadsheet counts them, or from 1 in JSON.
    `warnings` name near duplicates, `remarks` what else an editor should look at.
    """
    if not ID.fullmatch(bank_id):
        raise Invalid(errors=[FieldError("/bank_id", "not-an-id", "题库编号无效。", "Not an id for a bank.")])
    await _check_own(database, caller, bank_id)
    sent = await sent_file(request)
    if sent is None:
        raise QuestionFileTypeUnknown
    files = files_of(request)
    question_file = questions_in(sent.media_type, sent.name, sent.content)
    rows = await files.read(caller, read_questions, question_file)
    remarks = remarks_on(rows)
    alike = await find_alike(database, bank_id, rows, lambda stems: files.read(caller, alike_of, stems))
    kin = await find_kin(database, bank_id, rows, lambda meanings: files.read(caller, kin_of, meanings))
    still = editor_of(await admitted_still(request))

    async def bring_in(transaction: AsyncConnection) -> Done:
        report = await import_questions(
            transaction,
            bank_id,
            bank_id,
            rows,
            caller.subject,
            is_dry_run=dry_run,
            owner_unit=_own_unit(reach_of(still, EDITOR)),
        )
        if not dry_run:
            await find_bank(transaction, bank_id, reach_of(still, EDITOR))
        reply = QuestionImportReply.of(report, alike, remarks, kin, dry_run=dry_run)
        target = " ".join([bank_id, *report.added, *report.changed])
        return Done(Response(reply.model_dump_json(), media_type=JSON), target)

    if dry_run:
        async with database.begin() as transaction:
            return (await bring_in(transaction)).reply
    return await perform(request, bring_in, digest=sent.digest)


@cache
def _import_template() -> bytes:
    return as_xlsx([])


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=media_type)


async def _check_own(database: Database, caller: Caller, bank_id: str) -> None:
    """Raises `BankNotFound` for a bank of somebody else; one that is still to be made is nobody's."""
    async with database.begin() as connection:
        owner = await owned_banks.read_owner(connection, bank_id)
    if owner is not None and not reach_of(caller, EDITOR).covers(owner):
        raise BankNotFound


def _own_unit(reach: Reach) -> str:
    """Whose a new bank is: the nation's, or that of the editor's unit."""
    return NATION if reach.is_national else min(reach.units)

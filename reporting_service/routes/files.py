"""Files that go in: attachments, and sheets that come back."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from reporting_service.domain.access import Right
from reporting_service.domain.attachments import KINDS
from reporting_service.domain.errors import AttachmentNotFound, WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.files.spreadsheets import read_xlsx
from reporting_service.process import process_of
from reporting_service.routes.paper import as_file_headers
from reporting_service.routes.reports import grants_of, id_of
from reporting_service.routes.uploads import UPLOAD, keep, uploaded
from reporting_service.tables import idempotency_keys
from reporting_service.use_cases.attach_file import attach_file
from reporting_service.use_cases.import_sheet import import_sheet
from reporting_service.use_cases.read_attachment import list_attachments, read_attachment
from reporting_service.use_cases.read_report import read_report
from reporting_service.wire import file_replies as replies
from reporting_service.wire.json import json_response, polled
from reporting_service.wire.replies import AttachmentList, AttachmentReply, SheetImportReply
from services.chassis import idempotency
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, shared_of
from services.kit.bodies import sent_file
from services.kit.database import shielded

routes = router()
SANDBOX = "default-src 'none'; sandbox"
"""For a browser that shows a file in spite of its disposition."""


@routes.post(
    "/v1/reports/{report_id}/attachments",
    status_code=201,
    responses={201: {"model": AttachmentReply}},
    openapi_extra=UPLOAD,
)
@audience(Audience.ORGANISER, act="report.attach")
async def post_attachment(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Photo, video or text, in the field `file`. 415 when it is not what it claims to be, 413 when it is too large."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, grants_of(caller), id_of(report_id), Right.FILL)
    async with uploaded(request, KINDS) as upload:

        async def attach(transaction: AsyncConnection, locked: Filing) -> tuple[UUID, object]:
            attachment = await attach_file(
                transaction,
                locked,
                caller.subject,
                name=upload.name,
                media_type=upload.media_type,
                size=upload.size,
                digest=upload.digest,
            )
            return attachment.id, replies.attachment(attachment, locked.contest.zone)

        return await keep(request, caller, database, upload, filing.report.id, Right.FILL, attach)


@routes.get("/v1/reports/{report_id}/attachments", responses={200: {"model": AttachmentList}})
@audience(Audience.ORGANISER)
async def get_attachments(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """What is attached to a report."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, grants_of(caller), id_of(report_id))
        found = await list_attachments(transaction, grants_of(caller), filing.report.id)
    items = [replies.attachment(each, filing.contest.zone) for each in found]
    return polled(request, {"items": items, "next_cursor": None})


@routes.get("/v1/attachments/{attachment_id}", response_class=Response)
@audience(Audience.ORGANISER)
async def get_attachment(request: Request, caller: CallerOf, database: DatabaseOf, attachment_id: str) -> Response:
    """The file itself, for those who may read its report."""
    try:
        wanted = UUID(attachment_id)
    except ValueError:
        raise AttachmentNotFound from None
    async with database.begin() as transaction:
        found = await read_attachment(transaction, grants_of(caller), wanted)
    storage = process_of(request).storage
    headers = as_file_headers(found.name) | {"Content-Length": str(found.size), "Content-Security-Policy": SANDBOX}
    return StreamingResponse(await storage.get(found.digest), headers=headers, media_type=found.media_type)


@routes.post(
    "/v1/reports/{report_id}/sheet-imports", responses={200: {"model": SheetImportReply}}, openapi_extra=UPLOAD
)
@audience(Audience.ORGANISER, act="report.import-sheet")
async def post_sheet(
    request: Request, caller: CallerOf, database: DatabaseOf, report_id: str, *, dry_run: bool = False
) -> Response:
    """A sheet made by `sheet.xlsx`, filled in: what it changes, cell by cell; saved unless `dry_run=true`."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, grants_of(caller), id_of(report_id), Right.FILL)
    sent = await sent_file(request)
    if sent is None:
        raise WrongMedia
    imported = await asyncio.to_thread(read_xlsx, sent.content, str(filing.report.id), filing.template)

    async def write() -> Response:
        async with database.begin() as transaction:

            async def bring_in() -> Response:
                locked = await read_report(transaction, grants_of(caller), filing.report.id, Right.FILL, lock=True)
                found = await import_sheet(transaction, locked, caller.subject, imported, is_dry_run=dry_run)
                if not dry_run:
                    await shared_of(request).journal.done(transaction, request, str(locked.report.id))
                return json_response(replies.sheet_import(found, is_dry_run=dry_run))

            if dry_run:
                return await bring_in()
            digest = sent.digest
            return await idempotency.once(request, caller, transaction, idempotency_keys, bring_in, digest=digest)

    return await shielded(write())

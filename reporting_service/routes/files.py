"""Files that go in: attachments, and sheets that come back."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.errors import AttachmentNotFound, WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.domain.media import KINDS
from reporting_service.files.spreadsheets import LARGEST, SentSheet, read_xlsx
from reporting_service.process import process_of
from reporting_service.queries import attachments
from reporting_service.routes.paper import as_file_headers
from reporting_service.routes.reports import id_of
from reporting_service.routes.uploads import UPLOAD, keep, uploaded
from reporting_service.use_cases.attachments.attach_file import attach_file
from reporting_service.use_cases.attachments.delete_attachment import delete_attachment
from reporting_service.use_cases.attachments.detach_from_highlight import detach_from_highlight
from reporting_service.use_cases.attachments.read_attachment import read_attachment
from reporting_service.use_cases.paper.import_sheet import import_sheet
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.attachments import AttachmentList, AttachmentReply
from reporting_service.wire.json import json_response, polled
from reporting_service.wire.sheets import SheetImportReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, file_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.kit.bodies import sent_file
from services.kit.file_parts import FileTooLarge

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
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), Right.FILL)
    async with uploaded(request, KINDS) as upload:

        async def attach(transaction: AsyncConnection, locked: Filing) -> tuple[UUID, BaseModel]:
            attachment = await attach_file(
                transaction,
                locked,
                caller.subject,
                name=upload.name,
                media_type=upload.media_type,
                size=upload.size,
                digest=upload.digest,
            )
            return attachment.id, AttachmentReply.of(attachment, locked.contest.zone)

        return await keep(request, upload, filing.report.id, Right.FILL, attach)


@routes.get("/v1/reports/{report_id}/attachments", responses={200: {"model": AttachmentList}})
@audience(Audience.ORGANISER)
async def get_attachments(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """What is attached to a report."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id))
        found = await attachments.read_attachments(transaction, filing.report.id)
    return polled(request, AttachmentList.of(found, filing.contest.zone))


@routes.get("/v1/attachments/{attachment_id}", response_class=Response, responses=file_of("*/*"))
@audience(Audience.ORGANISER)
async def get_attachment(request: Request, caller: CallerOf, database: DatabaseOf, attachment_id: str) -> Response:
    """The file itself, for those who may read its report."""
    try:
        wanted = UUID(attachment_id)
    except ValueError:
        raise AttachmentNotFound from None
    async with database.begin() as transaction:
        found = await read_attachment(transaction, reach_of(caller.grants), wanted)
    storage = process_of(request).storage
    headers = as_file_headers(found.name) | {"Content-Length": str(found.size), "Content-Security-Policy": SANDBOX}
    return StreamingResponse(await storage.get(found.digest), headers=headers, media_type=found.media_type)


@routes.delete("/v1/attachments/{attachment_id}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="attachment.delete")
async def delete_one_attachment(request: Request, caller: CallerOf, attachment_id: str) -> Response:
    """Take a file away again, until the version that it belongs to has been submitted."""
    try:
        wanted = UUID(attachment_id)
    except ValueError:
        raise AttachmentNotFound from None

    async def work(transaction: AsyncConnection) -> Done:
        reach = reach_of(caller.grants)
        found = await read_attachment(transaction, reach, wanted)
        if found.report_id is not None:
            filing = await read_report(transaction, reach, found.report_id, Right.FILL, lock=True)
            await delete_attachment(transaction, filing, found, caller.subject)
        elif found.highlight_id is not None:
            await detach_from_highlight(transaction, reach, found)
        return Done(Response(status_code=204), attachment_id)

    return await perform(request, work)


@routes.post(
    "/v1/reports/{report_id}/sheet-imports", responses={200: {"model": SheetImportReply}}, openapi_extra=UPLOAD
)
@audience(Audience.ORGANISER, act="report.import-sheet")
async def post_sheet(
    request: Request, caller: CallerOf, database: DatabaseOf, report_id: str, *, dry_run: bool = False
) -> Response:
    """A sheet made by `sheet.xlsx`, filled in: what it changes, cell by cell; saved unless `dry_run=true`."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), Right.FILL)
    sent = await sent_file(request)
    if sent is None:
        raise WrongMedia
    if len(sent.content) > LARGEST:
        raise FileTooLarge(extra={"largest_bytes": LARGEST})
    sheet = SentSheet(sent.content, str(filing.report.id), filing.template)
    imported = await files_of(request).read(caller, read_xlsx, sheet)

    async def work(transaction: AsyncConnection) -> Done:
        locked = await read_report(transaction, reach_of(caller.grants), filing.report.id, Right.FILL, lock=True)
        found = await import_sheet(transaction, locked, caller.subject, imported, is_dry_run=dry_run)
        reply = json_response(SheetImportReply.of(found, is_dry_run=dry_run))
        return Done(reply, None if dry_run else str(locked.report.id))

    if dry_run:
        async with database.begin() as transaction:
            return (await work(transaction)).reply
    return await perform(request, work, digest=sent.digest)

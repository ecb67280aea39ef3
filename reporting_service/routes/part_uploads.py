"""Files in parts: begun, sent part by part with what has arrived told after each, and completed (R3.5, R6.6)."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.attachments import Attachment
from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.domain.part_uploads import PartUpload, admit
from reporting_service.process import process_of
from reporting_service.queries import attachments, part_uploads
from reporting_service.routes.highlights import ZONE, highlight_id_of, keep_for_highlight, own_highlight
from reporting_service.routes.reports import id_of
from reporting_service.routes.uploads import Upload, keep, known
from reporting_service.use_cases.attachments.attach_file import attach_file
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.attachments import AttachmentReply
from reporting_service.wire.json import json_response
from reporting_service.wire.part_uploads import UploadBody, UploadReply
from services.chassis.acts import Done, perform
from services.chassis.file_parts import PART, Offset, assembled, take_part
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf
from services.chassis.storage import StorageUnavailable
from services.chassis.virus_scan import FileInfected
from services.kit.bodies import parse_model
from services.kit.errors import Forbidden
from services.kit.file_parts import MOST_UNFINISHED, TooManyUploads, UploadIncomplete, UploadNotFound

routes = router()


@routes.post(
    "/v1/reports/{report_id}/uploads",
    status_code=201,
    responses={201: {"model": UploadReply}},
    openapi_extra=body_of(UploadBody),
)
@audience(Audience.ORGANISER, act="report.begin-upload")
async def post_report_upload(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Begin a file that is sent in parts: films up to the deployment's limit, everything else as in one piece."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), Right.FILL)
    return await _begin(request, report_id=filing.report.id)


@routes.post(
    "/v1/highlights/{highlight_id}/uploads",
    status_code=201,
    responses={201: {"model": UploadReply}},
    openapi_extra=body_of(UploadBody),
)
@audience(Audience.ORGANISER, act="highlight.begin-upload")
async def post_highlight_upload(
    request: Request, caller: CallerOf, database: DatabaseOf, highlight_id: str
) -> Response:
    """The same for a film of notable work."""
    async with database.begin() as transaction:
        found = await own_highlight(transaction, reach_of(caller.grants), highlight_id_of(highlight_id))
    return await _begin(request, highlight_id=found.id)


@routes.get("/v1/uploads/{upload_id}", responses={200: {"model": UploadReply}})
@audience(Audience.ORGANISER)
async def get_upload(request: Request, upload_id: str, database: DatabaseOf) -> Response:
    """Where to go on, for the account that began it."""
    return json_response(UploadReply.of(await _own(request, database, upload_id)))


@routes.put("/v1/uploads/{upload_id}", responses={200: {"model": UploadReply}}, openapi_extra=PART)
@audience(Audience.ORGANISER, act="upload.part")
async def put_part(request: Request, upload_id: str, database: DatabaseOf, offset: Offset = 0) -> Response:
    """The next bytes, which begin at `offset`. 409 `upload-offset` tells where to go on."""
    upload = await _own(request, database, upload_id)

    async def read(transaction: AsyncConnection) -> PartUpload | None:
        return await part_uploads.read_upload(transaction, upload.id, upload.account)

    storage = process_of(request).storage
    now = await take_part(request, storage, database, upload, offset, add=part_uploads.add_part, read=read)
    return json_response(UploadReply.of(now))


@routes.post("/v1/uploads/{upload_id}/completion", status_code=201, responses={201: {"model": AttachmentReply}})
@audience(Audience.ORGANISER, act="upload.complete")
async def post_completion(request: Request, upload_id: str, database: DatabaseOf) -> Response:
    """The file is there whole: it is looked at as one that came in one piece, and attached. Repeats tell the same."""
    found = await _own(request, database, upload_id)
    if found.attachment_id is None:
        try:
            return await _complete(request, found)
        except (UploadNotFound, StorageUnavailable):
            # It was swept, or the same completion, sent twice at once, was faster and has dropped the parts.
            found = await _own(request, database, upload_id)
            if found.attachment_id is None:
                raise
    async with database.begin() as transaction:
        attachment = await attachments.read_attachment(transaction, found.attachment_id)
    if attachment is None:
        raise UploadNotFound
    return json_response(AttachmentReply.of(attachment, ZONE), 201)


@routes.delete("/v1/uploads/{upload_id}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="upload.cancel")
async def delete_upload(request: Request, upload_id: str, database: DatabaseOf) -> Response:
    """Whoever began it does not go on with it."""
    found = await _own(request, database, upload_id)

    async def work(transaction: AsyncConnection) -> Done:
        await part_uploads.remove_upload(transaction, found.id)
        return Done(Response(status_code=204), str(found.id))

    reply = await perform(request, work)
    await process_of(request).storage.drop_parts(found.parts)
    return reply


async def _begin(request: Request, *, report_id: UUID | None = None, highlight_id: UUID | None = None) -> Response:
    process, account = process_of(request), caller_of(request).subject
    swept: list[str] = []

    async def work(transaction: AsyncConnection) -> Done:
        body = await parse_model(request, UploadBody)
        admit(body.name, body.size, process.kinds)
        swept.extend(await part_uploads.sweep_uploads(transaction))
        if await part_uploads.count_unfinished(transaction, account) >= MOST_UNFINISHED:
            raise TooManyUploads(extra={"most": MOST_UNFINISHED})
        new = PartUpload(
            uuid7(), account, report_id, highlight_id, body.name, body.media_type, body.size, 0, (), datetime.now(UTC)
        )
        upload = await part_uploads.begin_upload(transaction, new)
        return Done(json_response(UploadReply.of(upload), 201), f"{report_id or highlight_id} {upload.id}")

    reply = await perform(request, work)
    await process.storage.drop_parts(swept)
    return reply


async def _complete(request: Request, found: PartUpload) -> Response:
    """Raises `UploadNotFound` where it is no more to be completed."""
    if found.received != found.size:
        raise UploadIncomplete(extra={"offset": found.received})
    process = process_of(request)
    async with assembled(process.storage, found.parts) as file:
        try:
            upload = await asyncio.to_thread(known, found.name, found.media_type, file, found.size, process.kinds)
            await process.virus_scanner.admit(upload.file)
        except (WrongMedia, FileInfected):
            # What cannot be taken is not kept for another look, which would cost its sender nothing.
            async with process.database.begin() as transaction:
                await part_uploads.remove_upload(transaction, found.id)
            await process.storage.drop_parts(found.parts)
            raise
        reply = await _attached(request, found, upload)
    await process.storage.drop_parts(found.parts)
    return reply


async def _own(request: Request, database: DatabaseOf, upload_id: str) -> PartUpload:
    caller = caller_of(request)
    if not reach_of(caller.grants):
        raise Forbidden
    try:
        wanted = UUID(upload_id)
    except ValueError:
        raise UploadNotFound from None
    async with database.begin() as transaction:
        found = await part_uploads.read_upload(transaction, wanted, caller.subject)
    if found is None:
        raise UploadNotFound
    return found


async def _attached(request: Request, found: PartUpload, upload: Upload) -> Response:
    actor = caller_of(request).subject

    async def finish(transaction: AsyncConnection, attachment: Attachment) -> None:
        if not await part_uploads.finish_upload(transaction, found.id, attachment.id):
            raise UploadNotFound

    async def attach(transaction: AsyncConnection, locked: Filing) -> tuple[UUID, BaseModel]:
        attachment = await attach_file(
            transaction,
            locked,
            actor,
            name=upload.name,
            media_type=upload.media_type,
            size=upload.size,
            digest=upload.digest,
        )
        await finish(transaction, attachment)
        return attachment.id, AttachmentReply.of(attachment, locked.contest.zone)

    if found.report_id is not None:
        return await keep(request, upload, found.report_id, Right.FILL, attach)
    assert found.highlight_id is not None  # noqa: S101 - an upload belongs to one of the two
    return await keep_for_highlight(request, upload, found.highlight_id, finish)

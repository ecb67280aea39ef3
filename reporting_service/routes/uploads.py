"""A file out of a multipart body: on disk beyond a megabyte, never whole in memory."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.attachments import LARGEST_UPLOAD
from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.filing import Filing
from reporting_service.domain.media import Media, allowed, media_of
from reporting_service.process import process_of
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.json import json_response
from services.chassis import idempotency
from services.chassis.acts import Done, perform
from services.chassis.routing import admitted_still, caller_of
from services.chassis.shared import shared_of
from services.kit.errors import Problem
from services.kit.file_parts import FileTooLarge

UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Upload:
    """`digest` is SHA-256 of the content, in hexadecimal."""

    name: str
    media_type: str
    file: BinaryIO
    size: int
    digest: str

    @property
    def request_digest(self) -> bytes:
        """What an Idempotency-Key is held against: a client that repeats itself divides its body anew."""
        return hashlib.sha256(f"{self.name}\x00{self.media_type}\x00{self.digest}".encode()).digest()


@asynccontextmanager
async def uploaded(request: Request, kinds: Sequence[Media]) -> AsyncIterator[Upload]:
    """The field `file`, of one of these kinds and free of viruses.

    Raises `WrongMedia` naming what is taken, `FileTooLarge`, `FileInfected` or `VirusScannerUnavailable`.
    """
    refusal = WrongMedia(extra={"allowed": allowed(kinds)})
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise refusal
    parser = MultiPartParser(request.headers, _bounded(request.stream()), max_files=1, max_fields=5)
    try:
        form = await parser.parse()
    except _TooLong:
        raise FileTooLarge(extra={"largest_bytes": LARGEST_UPLOAD}) from None
    except MultiPartException as error:
        raise refusal from error
    scanner = process_of(request).virus_scanner
    try:
        field = form.get("file")
        if not isinstance(field, UploadFile):
            raise refusal
        given = field.filename or "", field.content_type, field.file, field.size or 0
        upload = await asyncio.to_thread(known, *given, kinds)
        await scanner.admit(upload.file)
        yield upload
    finally:
        await form.close()


async def keep(
    request: Request,
    upload: Upload,
    report_id: UUID,
    right: Right,
    attach: Callable[[AsyncConnection, Filing], Awaitable[tuple[UUID, BaseModel]]],
) -> Response:
    """Attach the file to a report; `attach` gives the attachment's id and the reply."""
    reach = reach_of((await admitted_still(request)).grants)

    async def act(transaction: AsyncConnection) -> Done:
        locked = await read_report(transaction, reach, report_id, right, lock=True)
        attachment_id, reply = await attach(transaction, locked)
        return Done(json_response(reply, 201), f"{locked.report.id} {attachment_id}")

    return await store_and(request, upload, act)


async def store_and(request: Request, upload: Upload, act: Callable[[AsyncConnection], Awaitable[Done]]) -> Response:
    """Store the file and do `act` in one transaction; what is refused leaves no file.

    The file comes first, since a reference to no file would do harm. So the act is tried and undone before it, or
    whoever is refused could fill the storage.
    """
    storage = process_of(request).storage
    is_stored = await _would_pass(request, upload, act)
    if is_stored:
        await storage.put(upload.digest, upload.file)

    async def work(transaction: AsyncConnection) -> Done:
        done = await act(transaction)
        if not is_stored:  # it has become possible meanwhile
            await storage.put(upload.digest, upload.file)
        return done

    return await perform(request, work, digest=upload.request_digest)


async def _would_pass(request: Request, upload: Upload, act: Callable[[AsyncConnection], Awaitable[Done]]) -> bool:
    """Whether neither the act nor a reused Idempotency-Key is refused at present."""
    shared = shared_of(request)
    async with shared.database.begin() as transaction:

        async def work() -> Response:
            return (await act(transaction)).reply

        keys = shared.tables.idempotency_keys
        tried = await transaction.begin_nested()
        try:
            await idempotency.once(request, caller_of(request), transaction, keys, work, digest=upload.request_digest)
        except Problem:
            return False
        finally:
            await tried.rollback()
    return True


class _TooLong(MultiPartException):
    pass


async def _bounded(stream: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    received = 0
    async for piece in stream:
        received += len(piece)
        if received > LARGEST_UPLOAD:
            raise _TooLong("too long")
        yield piece


def known(name: str, claimed: str | None, file: BinaryIO, size: int, kinds: Sequence[Media]) -> Upload:
    """What a file is, by its content. Raises `WrongMedia` and `FileTooLarge`."""
    media_type, name = media_of(name, claimed, file, size, kinds)
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
    return Upload(name, media_type, file, size, digest.hexdigest())

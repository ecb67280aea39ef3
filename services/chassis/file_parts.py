"""Files in parts, as services take them: a part is stored where the last one ended, and one that comes twice once.

Whoever lost a connection asks where to go on. Nothing but `offset` has to be kept between two parts.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, BinaryIO, TypeVar

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from uuid_utils.compat import uuid4

from services.chassis.storage import Storage
from services.kit.database import Database
from services.kit.file_parts import LARGEST_PART, Arriving, FileTooLarge, UploadNotFound, UploadOffset, check_next

IN_MEMORY = 1024 * 1024
ASSEMBLED_AT_ONCE = asyncio.Semaphore(2)
"""Each has the room of its whole file on disk."""
PART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""`openapi_extra` of a route that takes a part."""
Offset = Annotated[int, Query(ge=0, le=10_000_000_000)]
U = TypeVar("U", bound=Arriving)


async def take_part(
    request: Request,
    storage: Storage,
    database: Database,
    upload: U,
    offset: int,
    *,
    add: Callable[[AsyncConnection, U, str, int], Awaitable[bool]],
    read: Callable[[AsyncConnection], Awaitable[U | None]],
) -> U:
    """The upload with the body of the request as its next part.

    In the storage first: a part that nobody refers to does no harm. `add` notes its place and size unless another one
    came first, and `read` tells what there is then. Raises what `check_next` does, and `UploadNotFound`.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        size = await _received(request, file)
        check_next(upload, offset, size)
        part = f"{upload.id}-{uuid4()}"
        await storage.put_part(part, file)  # type: ignore[arg-type]
    async with database.begin() as transaction:
        is_next = await add(transaction, upload, part, size)
        now = await read(transaction)
    if not is_next:
        await storage.drop_parts([part])
    if now is None:
        raise UploadNotFound
    if not is_next:
        raise UploadOffset(extra={"offset": now.received})
    return now


@asynccontextmanager
async def assembled(storage: Storage, parts: Sequence[str]) -> AsyncIterator[BinaryIO]:
    """The whole file on disk."""
    async with ASSEMBLED_AT_ONCE:
        with tempfile.TemporaryFile() as file:
            for part in parts:
                async for piece in await storage.get_part(part):
                    await asyncio.to_thread(file.write, piece)
            yield file


async def _received(request: Request, file: "tempfile.SpooledTemporaryFile[bytes]") -> int:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_PART:
            raise FileTooLarge(extra={"largest_bytes": LARGEST_PART})
        file.write(piece)
    return size

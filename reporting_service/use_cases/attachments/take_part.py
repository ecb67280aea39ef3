"""The next part of a file is stored where the last one ended; one that comes twice is stored once (R3.5)."""

from typing import BinaryIO

from uuid_utils.compat import uuid4

from reporting_service.domain.errors import FileTooLarge
from reporting_service.domain.part_uploads import MOST_PARTS, PartUpload, TooManyUploads, UploadNotFound, UploadOffset
from reporting_service.queries import part_uploads
from services.chassis.storage import Storage
from services.kit.database import Database


async def take_part(
    database: Database, storage: Storage, upload: PartUpload, offset: int, file: BinaryIO, size: int
) -> PartUpload:
    """In the storage first: a part that nobody refers to does no harm.

    Raises `UploadOffset`, `FileTooLarge` for more than was announced, and `TooManyUploads` for too many small parts.
    """
    if offset != upload.received:
        raise UploadOffset(extra={"offset": upload.received})
    if upload.received + size > upload.size:
        raise FileTooLarge(extra={"largest_bytes": upload.size})
    if len(upload.parts) >= MOST_PARTS:
        raise TooManyUploads(extra={"most_parts": MOST_PARTS})
    part = f"{upload.id}-{uuid4()}"
    await storage.put_part(part, file)
    async with database.begin() as transaction:
        is_next = await part_uploads.add_part(transaction, upload, part, size)
        now = await part_uploads.read_upload(transaction, upload.id, upload.account)
    if not is_next:
        await storage.drop_parts([part])
    if now is None:
        raise UploadNotFound
    if not is_next:
        raise UploadOffset(extra={"offset": now.received})
    return now

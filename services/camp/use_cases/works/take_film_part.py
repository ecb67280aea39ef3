"""The next part of a film is stored where the last one ended; one that comes twice is stored once (R6.11)."""

from typing import BinaryIO

from uuid_utils.compat import uuid4

from services.camp.domain.film import MOST_PARTS, Film, FilmTooLarge, TooManyUploads, UploadNotFound, UploadOffset
from services.camp.queries import films
from services.chassis.storage import Storage
from services.kit.database import Database


async def take_film_part(
    database: Database, storage: Storage, film: Film, offset: int, file: BinaryIO, size: int
) -> Film:
    """In the storage first: a part that nobody refers to does no harm.

    Raises `UploadOffset`, `FilmTooLarge` for more than was announced, or `TooManyUploads` for too many small parts.
    """
    if offset != film.received:
        raise UploadOffset(extra={"offset": film.received})
    if film.received + size > film.size:
        raise FilmTooLarge(extra={"largest_bytes": film.size})
    if len(film.parts) >= MOST_PARTS:
        raise TooManyUploads(extra={"most_parts": MOST_PARTS})
    part = f"{film.id}-{uuid4()}"
    await storage.put_part(part, file)
    async with database.begin() as transaction:
        is_next = await films.add_part(transaction, film, part, size)
        now = await films.read_own(transaction, film.id, film.participant_id)
    if not is_next:
        await storage.drop_parts([part])
    if now is None:
        raise UploadNotFound
    if not is_next:
        raise UploadOffset(extra={"offset": now.received})
    return now

"""A film is there whole: it is looked at, stored, and becomes that of its work (R6.11)."""

import asyncio
import hashlib
from dataclasses import replace
from typing import BinaryIO

from services.camp.domain.film import HEAD, PROVIDER, Film, check_head
from services.camp.domain.work import Act, Work
from services.camp.queries import films, works
from services.camp.use_cases.steps.find_work import find_own
from services.chassis.file_parts import assembled
from services.chassis.storage import Storage
from services.chassis.virus_scan import VirusScanner
from services.kit.database import Database
from services.kit.file_parts import UploadIncomplete, UploadNotFound


async def complete_film(database: Database, storage: Storage, scanner: VirusScanner, film: Film) -> Work:
    """The work with its film; a repeat tells the same.

    Raises `UploadIncomplete`, `UploadNotFound` where it was swept meanwhile, `WrongFilm`, `FileInfected`,
    `VirusScannerUnavailable`, `StorageUnavailable`, or `WrongWorkState` where the work was submitted meanwhile.
    """
    if film.digest is None:
        if film.received != film.size:
            raise UploadIncomplete(extra={"offset": film.received})
        async with assembled(storage, film.parts) as file:
            digest = await asyncio.to_thread(_place_of, film, file)
            await scanner.admit(file)
            await storage.put(digest, file)
        work = await _attached(database, film, digest)
        await storage.drop_parts(film.parts)
        return work
    async with database.begin() as transaction:
        return await find_own(transaction, str(film.work_id), film.participant_id)


async def _attached(database: Database, film: Film, digest: str) -> Work:
    async with database.begin() as transaction:
        is_first = await films.finish(transaction, film.id, digest)
        if not is_first and await films.read_own(transaction, film.id, film.participant_id) is None:
            raise UploadNotFound
        work = await find_own(transaction, str(film.work_id), film.participant_id)
        if not is_first:  # the same completion, sent twice at once
            return work
        work.check(Act.CHANGE)
        changed = replace(work, content=replace(work.content, provider=PROVIDER, url=film.url))
        await works.change(transaction, changed)
        return changed


def _place_of(film: Film, file: BinaryIO) -> str:
    """Of this film alone, the SHA-256 of its id and content: of two with the same bytes each is dropped by itself.

    Raises `WrongFilm`.
    """
    file.seek(0)
    check_head(file.read(HEAD))
    file.seek(0)
    return hashlib.file_digest(file, lambda: hashlib.sha256(film.id.bytes)).hexdigest()  # type: ignore[arg-type]

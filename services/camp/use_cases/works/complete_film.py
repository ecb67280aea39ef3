"""A film is there whole: it is looked at, stored, and becomes that of its work (R6.11)."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from services.camp.domain.film import HEAD, PROVIDER, Film, check_head
from services.camp.domain.work import Act, Work
from services.camp.queries import films, works
from services.camp.use_cases.steps.find_work import find_own
from services.chassis.file_parts import assembled
from services.chassis.storage import Storage, StorageUnavailable
from services.chassis.virus_scan import FileInfected, VirusScanner
from services.kit.database import Database
from services.kit.errors import Kind, Problem
from services.kit.file_parts import UploadIncomplete, UploadNotFound


async def complete_film(database: Database, storage: Storage, scanner: VirusScanner, film: Film) -> Work:
    """The work with its film; a repeat tells the same. What is refused leaves no content in the storage.

    Raises `UploadIncomplete`, `UploadNotFound` where it was swept meanwhile, `WrongFilm`, `FileInfected`,
    `VirusScannerUnavailable`, `StorageUnavailable`, or `WrongWorkState` where the work was submitted meanwhile.
    """
    async with database.begin() as transaction:
        work = await find_own(transaction, str(film.work_id), film.participant_id)
    if film.digest is not None:
        return work
    try:
        return await _completed(database, storage, scanner, film, work)
    except StorageUnavailable:
        # The same completion, sent twice at once, was faster and has dropped the parts.
        async with database.begin() as transaction:
            now = await films.read_own(transaction, film.id, film.participant_id)
            if now is None or now.digest is None:
                raise
            return await find_own(transaction, str(film.work_id), film.participant_id)


async def _completed(database: Database, storage: Storage, scanner: VirusScanner, film: Film, work: Work) -> Work:
    if film.received != film.size:
        raise UploadIncomplete(extra={"offset": film.received})
    # A completion costs its sender nothing: what can be refused is refused before the parts are put together.
    work.check(Act.CHANGE)
    check_head(await _head(storage, film.parts))
    async with assembled(storage, film.parts) as file:
        digest = await asyncio.to_thread(_place_of, film, file)
        try:
            await scanner.admit(file)
        except FileInfected:
            await _forget(database, storage, film)
            raise
        await storage.put(digest, file)
    try:
        work = await _attached(database, film, digest)
    except Problem as refusal:
        if refusal.kind is not Kind.UNAVAILABLE:
            await storage.drop(digest)
        raise
    await storage.drop_parts(film.parts)
    return work


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


async def _head(storage: Storage, parts: Sequence[str]) -> bytes:
    head = b""
    for part in parts:
        async for piece in await storage.get_part(part):
            head += piece[: HEAD - len(head)]
            if len(head) == HEAD:
                return head
    return head


async def _forget(database: Database, storage: Storage, film: Film) -> None:
    """What nobody may have is not kept for another try."""
    async with database.begin() as transaction:
        await films.remove(transaction, film.id)
    await storage.drop_parts(film.parts)


def _place_of(film: Film, file: BinaryIO) -> str:
    """Of this film alone, the SHA-256 of its id and content: of two with the same bytes each is dropped by itself."""
    file.seek(0)
    return hashlib.file_digest(file, lambda: hashlib.sha256(film.id.bytes)).hexdigest()  # type: ignore[arg-type]

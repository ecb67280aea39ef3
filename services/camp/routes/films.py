"""Films of works: sent in parts by their authors, shown to whoever may see the work."""

import re
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.camp.domain.film import Film, FilmNotFound
from services.camp.process import process_of
from services.camp.queries import films
from services.camp.use_cases.steps.find_work import find_own
from services.camp.use_cases.works.begin_film import begin_film
from services.camp.use_cases.works.complete_film import complete_film
from services.camp.wire.films import FilmBody, FilmUploadReply
from services.camp.wire.works import WorkReply
from services.chassis.file_parts import PART, Offset, take_part
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.kit.bodies import parse_model
from services.kit.database import Database, shielded
from services.kit.file_parts import UploadNotFound

routes = router()
FILM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The part that was asked for"},
    416: {"description": "There is no such part"},
}


@routes.post(
    "/v1/works/{work_id}/uploads",
    status_code=201,
    response_model=FilmUploadReply,
    openapi_extra=body_of(FilmBody),
)
@audience(Audience.PARTICIPANT)
async def post_film(request: Request, work_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Begin to send the film of a draft or of a returned work, in parts."""
    await request.body()

    async def write() -> Response:
        async with database.begin() as transaction:
            work = await find_own(transaction, work_id, caller.subject_id)
            body = await parse_model(request, FilmBody)
            largest = process_of(request).largest_film
            film = await begin_film(transaction, work, caller.subject_id, (body.name, body.size), largest)
        return _json(FilmUploadReply.of(film), 201)

    return await shielded(write())


@routes.get("/v1/works/{work_id}/uploads/{upload_id}", response_model=FilmUploadReply)
@audience(Audience.PARTICIPANT)
async def get_film_upload(work_id: str, upload_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Where to go on, for whoever began it."""
    return _json(FilmUploadReply.of(await _own(database, work_id, upload_id, caller.subject_id)))


@routes.put("/v1/works/{work_id}/uploads/{upload_id}", response_model=FilmUploadReply, openapi_extra=PART)
@audience(Audience.PARTICIPANT)
async def put_film_part(
    request: Request, work_id: str, upload_id: str, caller: CallerOf, database: DatabaseOf, offset: Offset = 0
) -> Response:
    """The next bytes, which begin at `offset`. 409 `upload-offset` tells where to go on."""
    film = await _own(database, work_id, upload_id, caller.subject_id)

    async def read(transaction: AsyncConnection) -> Film | None:
        return await films.read_own(transaction, film.id, film.participant_id)

    storage = process_of(request).storage
    now = await take_part(request, storage, database, film, offset, add=films.add_part, read=read)
    return _json(FilmUploadReply.of(now))


@routes.post("/v1/works/{work_id}/uploads/{upload_id}/completion", status_code=201, response_model=WorkReply)
@audience(Audience.PARTICIPANT)
async def post_film_completion(
    request: Request, work_id: str, upload_id: str, caller: CallerOf, database: DatabaseOf
) -> Response:
    """The film is there whole: it is looked at, and becomes the media of its work. Repeats tell the same."""
    film = await _own(database, work_id, upload_id, caller.subject_id)
    process = process_of(request)
    work = await shielded(complete_film(database, process.storage, process.virus_scanner, film))
    return _json(WorkReply.of(work), 201)


@routes.delete("/v1/works/{work_id}/uploads/{upload_id}", status_code=204, response_class=Response)
@audience(Audience.PARTICIPANT)
async def delete_film_upload(
    request: Request, work_id: str, upload_id: str, caller: CallerOf, database: DatabaseOf
) -> Response:
    """Whoever began it does not go on with it. A film that is whole stays with its work."""
    film = await _own(database, work_id, upload_id, caller.subject_id)
    if film.digest is None:
        async with database.begin() as transaction:
            await films.remove(transaction, film.id)
        await process_of(request).storage.drop_parts(film.parts)
    return Response(status_code=204)


@routes.get("/v1/films/{film_id}", response_class=Response, responses=FILM)
@audience(Audience.EVERYONE)
async def get_film(request: Request, film_id: str, database: DatabaseOf) -> Response:
    """The film of a work that waits for its review or is published; in parts, as players ask for them."""
    async with database.begin() as transaction:
        film = await films.read_shown(transaction, _id(film_id, FilmNotFound))
    if film is None or film.digest is None:
        raise FilmNotFound
    wanted = _range_of(request.headers.get("range", ""), film.size)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if wanted is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{film.size}"})
    start, end = wanted
    headers["Content-Length"] = str(end - start)
    is_part = (start, end) != (0, film.size)
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{film.size}"
    content = await process_of(request).storage.get(film.digest, start, end)
    return StreamingResponse(content, 206 if is_part else 200, headers=headers, media_type=film.media_type)


def _range_of(header: str, size: int) -> tuple[int, int] | None:
    """From where to before where, of one range (RFC 9110 §14.2); the whole where none is asked for that is understood.

    None where it lies outside.
    """
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", header.strip())
    if found is None or found[0] == "bytes=-":
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(size - int(last), 0), size) if int(last) else None
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


async def _own(database: Database, work_id: str, upload_id: str, participant_id: UUID) -> Film:
    async with database.begin() as transaction:
        film = await films.read_own(transaction, _id(upload_id, UploadNotFound), participant_id)
    if film is None or str(film.work_id) != work_id.lower():
        raise UploadNotFound
    return film


def _id(text: str, refusal: type[FilmNotFound] | type[UploadNotFound]) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise refusal from None


def _json(reply: BaseModel, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(reply.model_dump_json(), status, headers, media_type="application/json")

"""Pictures of questions: sent by editors, seen by whoever has been told their names."""

import secrets
from typing import Annotated

from fastapi import Path
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.bank_errors import PictureNotFound, PictureTooLarge, PictureUnreadable
from quiz_service.domain.picture import LARGEST, NAME, Drawn, Sent, address_of
from quiz_service.process import process_of
from quiz_service.queries import pictures
from quiz_service.routes.editors import EditorOf, reach_of
from quiz_service.use_cases.bank.keep_picture import keep_picture
from quiz_service.use_cases.steps.find_bank import find_bank
from quiz_service.wire.pictures import PictureUploaded
from services.chassis.acts import Done, perform
from services.chassis.files import share_of
from services.chassis.routing import Audience, admitted_still, audience, file_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.contracts.grants import EDITOR
from services.kit.bodies import sent_file

PictureName = Annotated[str, Path(examples=["6f1d0c9a3be84f5d9c1e7a2b4d6f8091"])]
"""Of `secrets.token_hex`."""
REDRAW = "quiz_service.files.pictures:redraw"
TYPES = ("image/png", "image/jpeg", "image/webp")
BINARY = {"schema": {"type": "string", "format": "binary"}}
FORM = {"schema": {"type": "object", "required": ["file"], "properties": {"file": BINARY["schema"]}}}
UPLOAD = {"requestBody": {"required": True, "content": {"multipart/form-data": FORM, **dict.fromkeys(TYPES, BINARY)}}}
KEPT_BY_THE_GATEWAY_S = 300
"""Browsers keep a picture for good; what is taken away ends here."""
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Accel-Expires": str(KEPT_BY_THE_GATEWAY_S),
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

routes = router()


@routes.post("/v1/banks/{bank_id}/pictures", status_code=201, response_model=PictureUploaded, openapi_extra=UPLOAD)
@audience(Audience.ORGANISER, act="picture.upload")
async def post_picture(request: Request, caller: EditorOf, database: DatabaseOf, bank_id: str) -> Response:
    """A picture for questions of this bank, as PNG, JPEG or WebP; it is drawn anew, without anything else of its file.

    The reply names it; a question takes the name as its `picture`, with `picture_alt` in Chinese. The same
    picture has the same name. One that no question takes is gone after a week.
    """
    reach = reach_of(caller, EDITOR)
    async with database.begin() as connection:
        await find_bank(connection, bank_id, reach)
    sent = await sent_file(request)
    if sent is None:
        raise PictureUnreadable(extra={"allowed": list(TYPES)})
    if len(sent.content) > LARGEST:
        raise PictureTooLarge(extra={"largest_bytes": LARGEST})
    files = files_of(request)
    # By its name: the library that reads pictures is loaded where it may be harmed.
    drawn: Drawn = await files.workshop.run_named(
        REDRAW, Drawn, Sent(sent.content), share=share_of(caller), limits=files.of_files
    )
    still = reach_of(await admitted_still(request), EDITOR)

    async def keep(transaction: AsyncConnection) -> Done:
        await find_bank(transaction, bank_id, still)
        name = await keep_picture(transaction, drawn, secrets.token_hex(16), caller.subject)
        reply = PictureUploaded.of(name, drawn)
        return Done(Response(reply.model_dump_json(), 201, media_type="application/json"), f"{bank_id} {name}")

    return await perform(request, keep, digest=sent.digest)


@routes.get("/v1/pictures/{name}", response_class=Response, responses=file_of(*TYPES[:2]))
@audience(Audience.EVERYONE)
async def get_picture(request: Request, database: DatabaseOf, name: PictureName) -> Response:
    """A picture by the name that a question gave: nobody guesses one. It never changes, so it may be kept for good.

    It has one address. Another way of writing it would pass the gateway's memory by, and is not found.
    """
    names = process_of(request).picture_names
    is_plain = request.scope["raw_path"] == address_of(name).encode() and not request.url.query
    if not is_plain or not NAME.fullmatch(name) or not await names.hold(name):
        raise PictureNotFound
    async with database.begin() as connection:
        found = await pictures.read(connection, name)
    if found is None:
        names.forget(name)
        raise PictureNotFound
    return Response(found.content, headers=HEADERS, media_type=found.media_type)

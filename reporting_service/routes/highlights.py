"""Notable work (亮点工作), reported at any time and sent on level by level."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from reporting_service.domain.access import reach_of
from reporting_service.domain.attachments import Attachment, clean_name
from reporting_service.domain.contest import TIME_ZONE
from reporting_service.domain.errors import HighlightNotFound, TooManyAttachments, UnitNotFound
from reporting_service.domain.highlights import MOST_FILES, Highlight
from reporting_service.domain.media import KINDS
from reporting_service.queries import attachments, highlights
from reporting_service.routes.uploads import UPLOAD, Upload, store_and, uploaded
from reporting_service.use_cases.highlights.report_highlight import report_highlight
from reporting_service.use_cases.highlights.select_highlight import select_highlight
from reporting_service.use_cases.steps.find_highlight import find_highlight
from reporting_service.wire.attachments import AttachmentReply
from reporting_service.wire.highlights import HighlightBody, HighlightList, HighlightReply, SelectBody
from reporting_service.wire.json import json_response, polled
from services.chassis.acts import Done, perform
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, CallerOf, admitted_still, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import Reach
from services.kit.bodies import parse_model, parse_object
from services.kit.errors import Forbidden

routes = router()
ZONE = ZoneInfo(TIME_ZONE)
Finish = Callable[[AsyncConnection, Attachment], Awaitable[None]]


@routes.post(
    "/v1/highlights",
    status_code=201,
    responses={201: {"model": HighlightReply}},
    openapi_extra=body_of(HighlightBody),
)
@audience(Audience.ORGANISER, act="highlight.report")
async def post_highlight(request: Request, caller: CallerOf) -> Response:
    """A unit's notable work, at any time of the campaign; photos, films and texts are attached to it afterwards."""

    async def work(transaction: AsyncConnection) -> Done:
        reach, meant = reach_of(caller.grants), (await parse_object(request)).get("unit")
        if not reach:
            raise Forbidden
        if isinstance(meant, str) and not reach.covers((meant,)):
            raise UnitNotFound
        body = await parse_model(request, HighlightBody)
        at = body.campaign_id, body.unit
        made = await report_highlight(transaction, reach, caller.subject, at, body.title, body.text)
        return Done(json_response(HighlightReply.of(made, [], ZONE), 201), str(made.id))

    return await perform(request, work)


@routes.get("/v1/highlights", responses={200: {"model": HighlightList}})
@audience(Audience.ORGANISER)
async def get_highlights(
    request: Request,
    caller: CallerOf,
    database: DatabaseOf,
    campaign: str | None = None,
    unit: str | None = None,
) -> Response:
    """What a unit sees: its own work, that of the units that report to it, and what these send on."""
    reach = reach_of(caller.grants)
    if not reach:
        raise Forbidden
    if unit is not None and not reach.covers((unit,)):
        raise UnitNotFound
    units = [unit] if unit is not None else None if reach.is_national else reach.units
    async with database.begin() as transaction:
        found = await highlights.read_highlights(transaction, units, campaign_id=campaign)
        files = await attachments.read_of_highlights(transaction, [each.id for each in found])
    items = [HighlightReply.of(each, files[each.id], ZONE) for each in found]
    return polled(request, HighlightList(items=items, next_cursor=None))


@routes.post(
    "/v1/highlights/{highlight_id}/select",
    responses={200: {"model": HighlightReply}},
    openapi_extra=body_of(SelectBody),
)
@audience(Audience.ORGANISER, act="highlight.select")
async def post_select(request: Request, caller: CallerOf, highlight_id: str) -> Response:
    """The unit above sends the work on, so that the one above it sees it."""

    async def work(transaction: AsyncConnection) -> Done:
        reach, wanted = reach_of(caller.grants), highlight_id_of(highlight_id)
        await find_highlight(transaction, reach, wanted)
        body = await parse_model(request, SelectBody)
        chosen = await select_highlight(transaction, reach, caller.subject, wanted, body.comment)
        files = await attachments.read_of_highlights(transaction, [chosen.id])
        return Done(json_response(HighlightReply.of(chosen, files[chosen.id], ZONE)), str(chosen.id))

    return await perform(request, work)


@routes.post(
    "/v1/highlights/{highlight_id}/attachments",
    status_code=201,
    responses={201: {"model": AttachmentReply}},
    openapi_extra=UPLOAD,
)
@audience(Audience.ORGANISER, act="highlight.attach")
async def post_highlight_attachment(
    request: Request, caller: CallerOf, database: DatabaseOf, highlight_id: str
) -> Response:
    """A photo, film or text of the work, by the unit that reported it."""
    async with database.begin() as transaction:
        found = await own_highlight(transaction, reach_of(caller.grants), highlight_id_of(highlight_id))
    async with uploaded(request, KINDS) as upload:
        return await keep_for_highlight(request, upload, found.id)


async def own_highlight(transaction: AsyncConnection, reach: Reach, highlight_id: UUID) -> Highlight:
    """For the unit that reported it. Raises `HighlightNotFound` and `Forbidden`."""
    found = await find_highlight(transaction, reach, highlight_id)
    if not reach.covers((found.unit.code,)):
        raise Forbidden
    return found


async def keep_for_highlight(
    request: Request, upload: Upload, highlight_id: UUID, finish: Finish | None = None
) -> Response:
    """Store the file and attach it in one transaction, in which `finish` is told of it."""
    reach, actor = reach_of((await admitted_still(request)).grants), caller_of(request).subject

    async def work(transaction: AsyncConnection) -> Done:
        locked = await own_highlight(transaction, reach, highlight_id)
        if len((await attachments.read_of_highlights(transaction, [locked.id]))[locked.id]) >= MOST_FILES:
            raise TooManyAttachments(extra={"most": MOST_FILES})
        now = (await contest_now(transaction)).astimezone(UTC)
        name, kind = clean_name(upload.name), upload.media_type
        kept = Attachment(uuid7(), None, name, kind, upload.size, upload.digest, now, actor, highlight_id=locked.id)
        await attachments.add_attachment(transaction, kept)
        if finish is not None:
            await finish(transaction, kept)
        return Done(json_response(AttachmentReply.of(kept, ZONE), 201), f"{locked.id} {kept.id}")

    return await store_and(request, upload, work)


def highlight_id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise HighlightNotFound from None

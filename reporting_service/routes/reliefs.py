"""What the parent lets a unit off: excuses and extensions."""

from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right
from reporting_service.domain.relief import Kind
from reporting_service.routes.reports import grants_of
from reporting_service.use_cases.end_relief import end_relief
from reporting_service.use_cases.grant_relief import grant_relief
from reporting_service.use_cases.read_place import read_place
from reporting_service.wire.json import json_response
from reporting_service.wire.overview_replies import obligation
from reporting_service.wire.overviews import ObligationReply
from reporting_service.wire.requests import ReliefBody, described, parse
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, shared_of
from services.kit.database import shielded
from services.kit.errors import NotFound

routes = router()


@routes.put(
    "/v1/obligations/{template_id}/{unit}/{kind}",
    responses={200: {"model": ObligationReply}},
    openapi_extra=described(ReliefBody),
)
@audience(Audience.ORGANISER, act="obligation.relieve")
async def put_relief(
    request: Request, caller: CallerOf, database: DatabaseOf, template_id: str, unit: str, kind: str
) -> Response:
    """The parent excuses a unit from a form, or extends its deadline, through the day `until`, with a reason."""
    wanted = _kind_of(kind)
    await request.body()  # before anything is locked

    async def write() -> Response:
        async with database.begin() as transaction:
            named = template_id.replace("\x00", ""), unit.replace("\x00", "")
            found = await read_place(transaction, grants_of(caller), *named, Right.DECIDE)
            body = await parse(request, ReliefBody)
            owed = await grant_relief(transaction, found, caller.subject, wanted, body.until, body.reason)
            await shared_of(request).journal.done(transaction, request, f"{kind} {' '.join(named)} {body.until}")
            return json_response(obligation(owed))

    return await shielded(write())


@routes.delete("/v1/obligations/{template_id}/{unit}/{kind}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="obligation.end-relief")
async def delete_relief(
    request: Request, caller: CallerOf, database: DatabaseOf, template_id: str, unit: str, kind: str
) -> Response:
    """The unit owes the form as before."""
    wanted = _kind_of(kind)

    async def write() -> Response:
        async with database.begin() as transaction:
            named = template_id.replace("\x00", ""), unit.replace("\x00", "")
            place, _ = await read_place(transaction, grants_of(caller), *named, Right.DECIDE)
            await end_relief(transaction, place, wanted)
            await shared_of(request).journal.done(transaction, request, f"{kind} {' '.join(named)}")
            return Response(status_code=204)

    return await shielded(write())


def _kind_of(text: str) -> Kind:
    """Raises `NotFound`, as for any address that there is not."""
    try:
        return Kind(text)
    except ValueError:
        raise NotFound from None

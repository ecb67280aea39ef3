"""What the parent lets a unit off: excuses and extensions."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.relief import Kind
from reporting_service.use_cases.obligations.end_relief import end_relief
from reporting_service.use_cases.obligations.grant_relief import grant_relief
from reporting_service.use_cases.steps.read_place import read_place
from reporting_service.wire.json import json_response
from reporting_service.wire.obligations import ObligationReply, ReliefBody
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.kit.bodies import parse_model
from services.kit.errors import NotFound

routes = router()


@routes.put(
    "/v1/obligations/{template_id}/{unit}/{kind}",
    responses={200: {"model": ObligationReply}},
    openapi_extra=body_of(ReliefBody),
)
@audience(Audience.ORGANISER, act="obligation.relieve")
async def put_relief(
    request: Request, caller: CallerOf, template_id: str, unit: str, kind: str, campaign: str | None = None
) -> Response:
    """The parent excuses a unit from a form, or extends its deadline, through the day `until`, with a reason."""
    wanted = _kind_of(kind)

    async def work(transaction: AsyncConnection) -> Done:
        found = await read_place(transaction, reach_of(caller.grants), template_id, unit, Right.DECIDE, campaign)
        body = await parse_model(request, ReliefBody)
        owed = await grant_relief(transaction, found, caller.subject, wanted, body.until, body.reason)
        return Done(json_response(ObligationReply.of(owed)), f"{kind} {template_id} {unit} {body.until}")

    return await perform(request, work)


@routes.delete("/v1/obligations/{template_id}/{unit}/{kind}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="obligation.end-relief")
async def delete_relief(
    request: Request, caller: CallerOf, template_id: str, unit: str, kind: str, campaign: str | None = None
) -> Response:
    """The unit owes the form as before."""
    wanted = _kind_of(kind)

    async def work(transaction: AsyncConnection) -> Done:
        place, _ = await read_place(transaction, reach_of(caller.grants), template_id, unit, Right.DECIDE, campaign)
        await end_relief(transaction, place, wanted)
        return Done(Response(status_code=204), f"{kind} {template_id} {unit}")

    return await perform(request, work)


def _kind_of(text: str) -> Kind:
    """Raises `NotFound`, as for any address that there is not."""
    try:
        return Kind(text)
    except ValueError:
        raise NotFound from None

"""What organisers may do: granted, taken back, and the way in renewed, by those above them."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.contracts.grants import Reach
from services.directory.process import process_of
from services.directory.routes.managers import ReachOf, id_of
from services.directory.use_cases.organisers.add_grant import add_grant
from services.directory.use_cases.organisers.end_grant import end_grant
from services.directory.use_cases.organisers.reset_password import reset_password
from services.directory.use_cases.organisers.reset_second_factor import reset_second_factor
from services.directory.use_cases.steps.check_reach import check_reach
from services.directory.use_cases.steps.find_organiser import find_organiser
from services.directory.use_cases.steps.units_of_grants import units_of_grants
from services.directory.wire.organisers import GrantReply, NewGrant, PasswordResetReply
from services.directory.wire.rights import grant_reply
from services.kit.bodies import parse_model, parse_object

NOT_STORED = {"Cache-Control": "no-store"}
JSON = "application/json"

routes = router()


@routes.post(
    "/v1/organisers/{organiser_id}/grants",
    status_code=201,
    response_model=GrantReply,
    responses={200: {"model": GrantReply, "description": "Held already"}},
    openapi_extra=body_of(NewGrant),
)
@audience(Audience.ORGANISER, act="organiser.grant")
async def post_grant(request: Request, organiser_id: str, caller: CallerOf, reach: ReachOf) -> Response:
    """Give an organiser one more role, at one's own unit or below; the rights of an account are the union."""
    wanted = id_of(organiser_id)

    async def grant(transaction: AsyncConnection) -> Done:
        organiser, _ = await find_organiser(transaction, reach, wanted)
        await _check_unit(transaction, reach, await parse_object(request))
        body = await parse_model(request, NewGrant)
        held, is_new = await add_grant(transaction, reach, organiser, body.role, body.unit, caller.subject_id)
        reply = grant_reply(held, await units_of_grants(transaction, [held]))
        return Done(Response(reply.model_dump_json(), 201 if is_new else 200, NOT_STORED, JSON), f"{wanted} {held.id}")

    return await perform(request, grant)


@routes.delete("/v1/organisers/{organiser_id}/grants/{grant_id}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="organiser.end-grant")
async def delete_grant(
    request: Request, organiser_id: str, grant_id: str, caller: CallerOf, reach: ReachOf
) -> Response:
    """Take one role back; every service refuses it within 2 s."""
    wanted, held = id_of(organiser_id), id_of(grant_id)

    async def end(transaction: AsyncConnection) -> Done:
        await end_grant(transaction, reach, wanted, held, caller.subject_id)
        return Done(Response(status_code=204), f"{wanted} {held}")

    return await perform(request, end)


@routes.post("/v1/organisers/{organiser_id}/password-resets", status_code=201, response_model=PasswordResetReply)
@audience(Audience.ORGANISER, act="organiser.reset-password")
async def post_password_reset(request: Request, organiser_id: str, caller: CallerOf, reach: ReachOf) -> Response:
    """A one-time link by which a person below one's own unit chooses a new password."""
    wanted, process = id_of(organiser_id), process_of(request)

    async def reset(transaction: AsyncConnection) -> Done:
        invitation = await reset_password(transaction, reach, wanted, caller.subject_id)
        reply = PasswordResetReply(
            username=invitation.username,
            # What follows the # stays in the browser: it is in no log of a server.
            setup_link=f"{process.setup_page}#{invitation.setup_token}",
            setup_expires_at=invitation.expires_at,
        )
        return Done(Response(reply.model_dump_json(), 201, NOT_STORED, JSON), str(wanted))

    reply = await perform(request, reset, seal=process.reply_key)
    reply.headers.update(NOT_STORED)
    return reply


@routes.delete("/v1/organisers/{organiser_id}/second-factor", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="organiser.reset-second-factor")
async def delete_second_factor(request: Request, organiser_id: str, caller: CallerOf, reach: ReachOf) -> Response:
    """Take away the second factor of somebody below one's own unit who has lost it; of oneself, somebody else does."""
    wanted = id_of(organiser_id)

    async def reset(transaction: AsyncConnection) -> Done:
        had_one = await reset_second_factor(transaction, reach, wanted, caller.subject_id)
        return Done(Response(status_code=204), str(wanted) if had_one else None)

    return await perform(request, reset)


async def _check_unit(transaction: AsyncConnection, reach: Reach, body: Mapping[str, object]) -> None:
    """A foreign unit is not found, before the faults of the body are named."""
    unit = body.get("unit")
    if isinstance(unit, str):
        await check_reach(transaction, reach, unit, is_strict=False)

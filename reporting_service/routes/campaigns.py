"""Campaigns as data of their owners."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.errors import CampaignExists
from reporting_service.queries import campaigns, copies
from reporting_service.routes.hearing import heard_of
from reporting_service.use_cases.campaigns.list_campaigns import list_campaigns
from reporting_service.use_cases.campaigns.write_campaign import write_campaign
from reporting_service.use_cases.steps.admit_to_campaign import admit_to_campaign
from reporting_service.wire.campaigns import CampaignBody, CampaignList, CampaignReply
from reporting_service.wire.json import json_response, polled
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import ADMINISTRATOR, Reach
from services.kit.bodies import parse_model, parse_object
from services.kit.errors import FieldError, Forbidden, Invalid

routes = router()


@routes.post(
    "/v1/campaigns",
    status_code=201,
    responses={201: {"model": CampaignReply}},
    openapi_extra=body_of(CampaignBody),
)
@audience(Audience.ORGANISER, act="campaign.create")
async def post_campaign(request: Request, caller: CallerOf, database: DatabaseOf) -> Response:
    """A unit's own month: its days, its contest, and the forms that are due; its lines say who owes them."""
    administrators = Reach(caller.grants, (ADMINISTRATOR,))
    if not administrators:
        raise Forbidden
    sent = await parse_object(request)
    await heard_of(database, [sent.get("owner_unit")], sent.get("contest_id"))

    async def work(transaction: AsyncConnection) -> Done:
        body = await parse_model(request, CampaignBody)
        path = await copies.read_path(transaction, body.owner_unit)
        if not administrators.covers(path):
            raise Forbidden
        if await campaigns.read_campaign(transaction, body.id, lock=True) is not None:
            raise CampaignExists
        await write_campaign(transaction, body.campaign, body.uses)
        return Done(json_response(await _reply(transaction, body.campaign), 201), body.id)

    return await perform(request, work)


@routes.get("/v1/campaigns", responses={200: {"model": CampaignList}})
@audience(Audience.ORGANISER)
async def get_campaigns(request: Request, caller: CallerOf, database: DatabaseOf) -> Response:
    """Those that the caller's units own or stand in the lines of, the newest first."""
    async with database.begin() as transaction:
        found, uses = await list_campaigns(transaction, caller.grants)
        items = [CampaignReply.of(each, uses[each.id], await copies.read_contest(transaction, each)) for each in found]
    return polled(request, CampaignList(items=items, next_cursor=None))


@routes.get("/v1/campaigns/{campaign_id}", responses={200: {"model": CampaignReply}})
@audience(Audience.ORGANISER)
async def get_campaign(request: Request, caller: CallerOf, database: DatabaseOf, campaign_id: str) -> Response:
    """For its owner and everybody in its lines; to others it does not exist."""
    async with database.begin() as transaction:
        found = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=False)
        reply = await _reply(transaction, found)
    return polled(request, reply)


@routes.put(
    "/v1/campaigns/{campaign_id}",
    responses={200: {"model": CampaignReply}},
    openapi_extra=body_of(CampaignBody),
)
@audience(Audience.ORGANISER, act="campaign.change")
async def put_campaign(request: Request, caller: CallerOf, campaign_id: str) -> Response:
    """The campaign whole. A form that units have begun to fill in stays: 409 `template-in-use`."""

    async def work(transaction: AsyncConnection) -> Done:
        before = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True, lock=True)
        body = await parse_model(request, CampaignBody)
        fixed = {"id": before.id, "owner_unit": before.owner_unit}
        faults = [
            FieldError(f"/{name}", "fixed", "此项不能更改。", "This cannot be changed.")
            for name, value in fixed.items()
            if getattr(body, name) != value
        ]
        if faults:
            raise Invalid(errors=faults)
        await write_campaign(transaction, body.campaign, body.uses)
        return Done(json_response(await _reply(transaction, body.campaign)), before.id)

    return await perform(request, work)


async def _reply(transaction: AsyncConnection, campaign: Campaign) -> CampaignReply:
    uses = (await campaigns.read_uses(transaction, [campaign.id]))[campaign.id]
    return CampaignReply.of(campaign, uses, await copies.read_contest(transaction, campaign))

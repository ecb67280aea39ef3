"""Camps: what everybody may read, and what administrators of the owner unit write."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.camp.queries.programme import read_camps
from services.camp.routes.writers import AdministratorOf
from services.camp.use_cases.change_camp import change_camp
from services.camp.use_cases.create_camp import create_camp
from services.camp.use_cases.steps.admit import admit_to_owner
from services.camp.use_cases.steps.find import find_camp
from services.camp.wire.camps import CampBody, CampList, CampReply
from services.chassis.acts import Done, perform
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import ADMINISTRATOR
from services.kit import etag
from services.kit.bodies import parse_model
from services.kit.errors import FieldError, Invalid

routes = router()


@routes.get("/v1/camps", response_model=CampList)
@audience(Audience.EVERYONE)
async def get_camps(request: Request, database: DatabaseOf) -> Response:
    """All camps, the earliest first. The tag is of what they are: the server's time alone makes no new one."""
    async with database.begin() as transaction:
        now = await contest_now(transaction)
        page = CampList(items=[CampReply.of(camp, now) for camp in await read_camps(transaction)])
    timeless = page.model_dump_json(exclude={"items": {"__all__": {"server_time"}}})
    tag = etag.of(timeless.encode())
    return etag.response(
        request, page.model_dump_json().encode(), tag, {"Cache-Control": "no-cache", "Server-Time": now.isoformat()}
    )


@routes.get("/v1/camps/{camp_id}", response_model=CampReply)
@audience(Audience.EVERYONE)
async def get_camp(camp_id: str, database: DatabaseOf) -> CampReply:
    """Times, topics, entries, rules, and the server's time."""
    async with database.begin() as transaction:
        camp = await find_camp(transaction, camp_id)
        return CampReply.of(camp, await contest_now(transaction))


@routes.post("/v1/camps", status_code=201, response_model=CampReply)
@audience(Audience.ORGANISER, act="camp.create")
async def post_camp(request: Request, caller: AdministratorOf, body: CampBody) -> Response:
    """Create a camp that belongs to a unit which the caller administers."""

    async def create(transaction: AsyncConnection) -> Done:
        camp = await create_camp(transaction, body.camp(), caller.grants, body.owner_unit)
        reply = CampReply.of(camp, await contest_now(transaction))
        return Done(Response(reply.model_dump_json(), 201, media_type="application/json"), camp.id)

    return await perform(request, create)


@routes.put("/v1/camps/{camp_id}", response_model=CampReply, openapi_extra=body_of(CampBody))
@audience(Audience.ORGANISER, act="camp.change")
async def put_camp(request: Request, caller: AdministratorOf, camp_id: str) -> Response:
    """Change a camp. Enrolments, hours and certificates stay."""

    async def change(transaction: AsyncConnection) -> Done:
        known = await find_camp(transaction, camp_id)
        await admit_to_owner(transaction, caller.grants, known.owner_unit, (ADMINISTRATOR,))
        body = await parse_model(request, CampBody)
        if camp_id != body.id:
            raise Invalid(errors=[FieldError("/id", "differs", "与地址中的编号不一致。", "Differs from the address.")])
        camp = await change_camp(transaction, known, body.camp(), caller.grants, body.owner_unit)
        reply = CampReply.of(camp, await contest_now(transaction))
        return Done(Response(reply.model_dump_json(), media_type="application/json"), camp.id)

    return await perform(request, change)

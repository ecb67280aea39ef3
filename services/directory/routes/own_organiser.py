"""The organiser who asks: own rights, own password."""

from starlette.responses import Response

from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf
from services.directory.routes.ways_in import WaysInOf
from services.directory.use_cases.organisers.change_password import change_password
from services.directory.use_cases.organisers.read_own_rights import read_own_rights
from services.directory.wire.organisers import OwnOrganiserReply, PasswordChange
from services.directory.wire.rights import grant_reply
from services.kit.database import shielded

routes = router()


@routes.get("/v1/organisers/me")
@audience(Audience.ORGANISER)
async def get_own_organiser(caller: CallerOf, database: DatabaseOf, response: Response) -> OwnOrganiserReply:
    """Who the caller is and may do where."""
    response.headers["Cache-Control"] = "no-store"
    async with database.begin() as transaction:
        organiser, units = await read_own_rights(transaction, caller.subject_id)
    grants = [grant_reply(held, units) for held in organiser.grants]
    return OwnOrganiserReply(id=organiser.id, name=organiser.name, kind=organiser.kind, grants=grants)


@routes.put("/v1/organisers/me/password", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="organiser.change-password")
async def put_own_password(body: PasswordChange, caller: CallerOf, ways_in: WaysInOf, database: DatabaseOf) -> None:
    """Replace the own password; the present one is asked for, because a screen may have been left open."""
    work = change_password(database, ways_in.policy, ways_in.passwords, caller.subject_id, body.current, body.new)
    await shielded(work)

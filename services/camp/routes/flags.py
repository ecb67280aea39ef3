"""What may be cheating, for the organisers of the units that it is about."""

from starlette.requests import Request
from starlette.responses import Response

from services.camp.domain.errors import CampUnitNotFound
from services.camp.queries.units import read_paths
from services.camp.routes.writers import WRITERS, WriterOf
from services.camp.use_cases.list_flags import list_flags
from services.camp.use_cases.steps.find import find_camp
from services.camp.wire.flags import CampFlagList, CampFlagReply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import Reach
from services.kit import etag

routes = router()
MOST = 200


@routes.get("/v1/camps/{camp_id}/flags", response_model=CampFlagList)
@audience(Audience.ORGANISER)
async def get_flags(
    request: Request, camp_id: str, caller: WriterOf, database: DatabaseOf, unit: str | None = None
) -> Response:
    """The newest 200 of the caller's units, or of one of them, with the figures that raised them. They stop nobody."""
    reach = Reach(caller.grants, WRITERS)
    async with database.begin() as transaction:
        await find_camp(transaction, camp_id)
        units = None if reach.is_national else sorted(reach.units)
        if unit is not None:
            path = (await read_paths(transaction, [unit])).get(unit)
            if path is None or not reach.covers(path):
                raise CampUnitNotFound
            units = [unit]
        found = await list_flags(transaction, camp_id, units)
    reply = CampFlagList(items=[CampFlagReply.of(camp_id, each) for each in found[:MOST]])
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})

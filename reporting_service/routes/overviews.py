"""What is owed, what has come in, and what it adds up to."""

from starlette.responses import Response

from reporting_service import replies
from reporting_service.routes.reports import grants_of
from reporting_service.schemas import RollUpReply
from reporting_service.use_cases.read_roll_up import read_roll_up
from services.kit.database import DatabaseOf
from services.kit.routing import Audience, CallerOf, audience, router

routes = router()


@routes.get(
    "/v1/rollups/{template_id}/{unit}", responses={200: {"model": RollUpReply}}, response_model_exclude_none=True
)
@audience(Audience.ORGANISER)
async def get_roll_up(caller: CallerOf, database: DatabaseOf, template_id: str, unit: str) -> Response:
    """Own, subordinate and total with the receipt of what was added, and the units that are missing from it."""
    async with database.begin() as transaction:
        rolled = await read_roll_up(
            transaction, grants_of(caller), template_id.replace("\x00", ""), unit.replace("\x00", "")
        )
    return replies.json_response(replies.roll_up(rolled))

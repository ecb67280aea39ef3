"""What is owed, what has come in, and what it adds up to."""

from starlette.responses import Response

from reporting_service.replies import overviews
from reporting_service.replies.wire import json_response
from reporting_service.routes.reports import grants_of
from reporting_service.schemas.overviews import CompletenessReply, ObligationList, RollUpReply
from reporting_service.use_cases.list_obligations import list_obligations
from reporting_service.use_cases.read_completeness import read_completeness
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
    return json_response(overviews.roll_up(rolled))


@routes.get("/v1/obligations", responses={200: {"model": ObligationList}})
@audience(Audience.ORGANISER)
async def get_obligations(caller: CallerOf, database: DatabaseOf, unit: str | None = None) -> Response:
    """What a unit owes: form, deadline, state. Without `unit`, what the caller's own units owe."""
    asked = None if unit is None else unit.replace("\x00", "")
    async with database.begin() as transaction:
        owed = await list_obligations(transaction, grants_of(caller), asked)
    return json_response({"items": [overviews.obligation(each) for each in owed], "next_cursor": None})


@routes.get("/v1/completeness/{template_id}/{unit}", responses={200: {"model": CompletenessReply}})
@audience(Audience.ORGANISER)
async def get_completeness(caller: CallerOf, database: DatabaseOf, template_id: str, unit: str) -> Response:
    """States of every unit below, rates, and names and contacts of the missing."""
    asked = template_id.replace("\x00", ""), unit.replace("\x00", "")
    async with database.begin() as transaction:
        board = await read_completeness(transaction, grants_of(caller), *asked)
    return json_response(overviews.completeness(board))

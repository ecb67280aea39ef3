"""What is owed, what has come in, and what it adds up to."""

from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.files import children_sheets
from reporting_service.process import process_of
from reporting_service.routes.paper import XLSX, as_file
from reporting_service.use_cases.overviews.list_children import list_children
from reporting_service.use_cases.overviews.list_obligations import list_obligations
from reporting_service.use_cases.overviews.read_completeness import read_completeness
from reporting_service.use_cases.overviews.read_roll_up import read_roll_up
from reporting_service.use_cases.steps.read_place import read_place
from reporting_service.wire.json import json_response, polled
from reporting_service.wire.obligations import ObligationList
from reporting_service.wire.overviews import CompletenessReply, RollUpReply
from services.chassis.routing import Audience, CallerOf, audience, file_of, router
from services.chassis.shared import DatabaseOf, files_of

routes = router()


@routes.get(
    "/v1/rollups/{template_id}/{unit}", responses={200: {"model": RollUpReply}}, response_model_exclude_none=True
)
@audience(Audience.ORGANISER)
async def get_roll_up(
    request: Request, caller: CallerOf, database: DatabaseOf, template_id: str, unit: str, campaign: str | None = None
) -> Response:
    """Own, subordinate and total with the receipt of what was added, and the units that are missing from it."""
    async with database.begin() as transaction:
        named = template_id, unit, Right.READ, campaign
        found = await read_place(transaction, reach_of(caller.grants), *named)
        rolled = await read_roll_up(transaction, process_of(request).roll_ups.read_below, *found)
    return json_response(RollUpReply.of(rolled))


@routes.get("/v1/rollups/{template_id}/{unit}/sheet.xlsx", response_class=Response, responses=file_of(XLSX))
@audience(Audience.ORGANISER)
async def get_children_sheet(
    request: Request,
    caller: CallerOf,
    database: DatabaseOf,
    template_id: str,
    unit: str,
    campaign: str | None = None,
) -> Response:
    """A row for each unit that reports to this one: its state, and the figures that were accepted of it."""
    async with database.begin() as transaction:
        named = template_id, unit, Right.READ, campaign
        place, contest = await read_place(transaction, reach_of(caller.grants), *named)
        children = await list_children(transaction, place, contest)
    order = children_sheets.ChildrenOrder(place.template, place.unit.name, children)
    content = await files_of(request).make(caller, children_sheets.children_xlsx, order)
    return as_file(content, XLSX, f"{place.unit.name} {place.template.title_zh}.xlsx")


@routes.get("/v1/obligations", responses={200: {"model": ObligationList}})
@audience(Audience.ORGANISER)
async def get_obligations(
    request: Request,
    caller: CallerOf,
    database: DatabaseOf,
    unit: str | None = None,
    campaign: str | None = None,
) -> Response:
    """What a unit owes: form, deadline, state. Without `unit`, what the caller's own units owe."""
    async with database.begin() as transaction:
        owed = await list_obligations(transaction, reach_of(caller.grants), unit, campaign)
    return polled(request, ObligationList.of(owed))


@routes.get("/v1/completeness/{template_id}/{unit}", responses={200: {"model": CompletenessReply}})
@audience(Audience.ORGANISER, act="contacts.read")
async def get_completeness(
    caller: CallerOf, database: DatabaseOf, template_id: str, unit: str, campaign: str | None = None
) -> Response:
    """States of every unit below, rates, and names and contacts of the missing."""
    asked = template_id, unit, Right.READ, campaign
    async with database.begin() as transaction:
        found = await read_place(transaction, reach_of(caller.grants), *asked)
        board = await read_completeness(transaction, *found)
    return json_response(CompletenessReply.of(board))

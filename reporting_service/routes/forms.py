"""The forms themselves."""

from starlette.requests import Request
from starlette.responses import Response

from reporting_service.use_cases.campaigns.list_templates import get_template, list_templates
from reporting_service.wire.json import polled
from reporting_service.wire.templates import TemplateList, TemplateReply
from services.chassis.routing import Audience, audience, router
from services.chassis.shared import DatabaseOf

routes = router()


@routes.get("/v1/templates", responses={200: {"model": TemplateList}})
@audience(Audience.EVERYONE)
async def get_templates(request: Request, database: DatabaseOf) -> Response:
    """Every form, in its newest version (R3.1)."""
    async with database.begin() as transaction:
        found = await list_templates(transaction)
    return polled(request, TemplateList.of(found), "no-cache")


@routes.get("/v1/templates/{template_id}", responses={200: {"model": TemplateReply}})
@audience(Audience.EVERYONE)
async def get_one_template(request: Request, database: DatabaseOf, template_id: str) -> Response:
    """Printed lines with their places, indicators, and the JSON Schema of the values."""
    async with database.begin() as transaction:
        found = await get_template(transaction, template_id.replace("\x00", ""))
    return polled(request, TemplateReply.of(found), "no-cache")

"""Forms: for everybody to read, and for their owners to write."""

from typing import Annotated

from pydantic import Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.paper import paper
from reporting_service.process import process_of
from reporting_service.queries import forms
from reporting_service.routes.hearing import heard_of
from reporting_service.routes.paper import PDF, as_file
from reporting_service.use_cases.templates.draft_template import draft_template
from reporting_service.use_cases.templates.list_templates import get_template, list_templates
from reporting_service.use_cases.templates.preview_template import preview_template
from reporting_service.use_cases.templates.publish_template import publish_template
from reporting_service.wire.acts import EmptyBody
from reporting_service.wire.json import json_response, polled
from reporting_service.wire.template_drafts import IssueReply, TemplateBody, in_a_file
from reporting_service.wire.templates import TemplateList, TemplateReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.contracts.grants import ADMINISTRATOR, NATION, Reach
from services.kit.bodies import parse_model, parse_object
from services.kit.errors import FieldError, Forbidden, Invalid
from services.kit.printing import print_pdf, qr
from services.kit.problems import field_errors

routes = router()
FORM_IN_FILE = "/templates/0"
Version = Annotated[int, Field(ge=1, le=1_000_000)]


@routes.get("/v1/templates", responses={200: {"model": TemplateList}})
@audience(Audience.EVERYONE)
async def get_templates(request: Request, database: DatabaseOf) -> Response:
    """Every form that is published, in its newest version (R3.1)."""
    async with database.begin() as transaction:
        found = await list_templates(transaction)
    return polled(request, TemplateList.of(found), "no-cache")


@routes.get("/v1/templates/{template_id}", responses={200: {"model": TemplateReply}})
@audience(Audience.EVERYONE)
async def get_one_template(request: Request, database: DatabaseOf, template_id: str) -> Response:
    """Printed lines with their places, indicators, and the JSON Schema of the values."""
    async with database.begin() as transaction:
        found = await get_template(transaction, template_id)
    return polled(request, TemplateReply.of(found), "no-cache")


@routes.post(
    "/v1/templates", status_code=201, responses={201: {"model": IssueReply}}, openapi_extra=body_of(TemplateBody)
)
@audience(Audience.ORGANISER, act="template.draft")
async def post_template(request: Request, caller: CallerOf, database: DatabaseOf) -> Response:
    """A form as data: a new draft, or the draft that there is, written anew. Every fault is named with its place."""
    administrators = Reach(caller.grants, (ADMINISTRATOR,))
    if not administrators:
        raise Forbidden
    await heard_of(database, [(await parse_object(request)).get("owner_unit")])

    async def work(transaction: AsyncConnection) -> Done:
        sent, at = in_a_file(await parse_object(request))
        try:
            body = TemplateBody.model_validate(sent)
        except ValidationError as error:
            found = field_errors(error.errors(include_url=False))
            raise Invalid(errors=[_as_sent(fault, at) for fault in found]) from error
        owner = body.owner_unit or _own_unit(administrators)
        issue = await draft_template(transaction, administrators, owner, body.form, at)
        return Done(json_response(IssueReply.of(issue), 201), f"{issue.template_id} {issue.version}")

    return await perform(request, work)


@routes.post(
    "/v1/templates/{template_id}/versions/{version}/publish",
    responses={200: {"model": IssueReply}},
    openapi_extra=body_of(EmptyBody),
)
@audience(Audience.ORGANISER, act="template.publish")
async def post_publish(request: Request, caller: CallerOf, template_id: str, version: Version) -> Response:
    """The version never changes from now on, and campaigns may use it."""
    administrators = Reach(caller.grants, (ADMINISTRATOR,))
    if not administrators:
        raise Forbidden

    async def work(transaction: AsyncConnection) -> Done:
        await publish_template(transaction, administrators, template_id, version)
        await parse_model(request, EmptyBody)
        issues = await forms.read_issues(transaction, template_id)
        issue = next(each for each in issues if each.version == version)
        return Done(json_response(IssueReply.of(issue)), f"{template_id} {version}")

    return await perform(request, work)


@routes.get("/v1/templates/{template_id}/preview.pdf", response_class=Response, responses=PDF)
@audience(Audience.ORGANISER)
async def get_preview(
    request: Request, caller: CallerOf, database: DatabaseOf, template_id: str, version: Version | None = None
) -> Response:
    """The empty form on paper; its owner's administrators see drafts too."""
    async with database.begin() as transaction:
        administrators = Reach(caller.grants, (ADMINISTRATOR,))
        found = await preview_template(transaction, administrators, template_id, version)
    order = process_of(request).printer.order({**paper(found, None, []), "qr": qr("")})
    content = await files_of(request).make(caller, print_pdf, order)
    return as_file(content, "application/pdf", f"{found.title_zh}.pdf")


def _own_unit(administrators: Reach) -> str:
    """The unit of who administers one alone. Raises `Invalid` where it has to be said."""
    if administrators.is_national:
        return NATION
    if len(administrators.units) == 1:
        return next(iter(administrators.units))
    zh, en = "请指明报表归哪个单位。", "Say whose form it is."
    raise Invalid(errors=[FieldError("/owner_unit", "missing", zh, en)])


def _as_sent(fault: FieldError, at: str) -> FieldError:
    """The pointer into what was sent, where the form stood by itself."""
    pointer = fault.pointer if at else fault.pointer.removeprefix(FORM_IN_FILE)
    return FieldError(pointer, fault.code, fault.zh, fault.en)

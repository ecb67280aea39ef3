"""Reports: opened, filled in and read."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.editing import tag_named
from reporting_service.domain.errors import ReportNotFound
from reporting_service.process import process_of
from reporting_service.use_cases.reports.adopt_offered import adopt_offered
from reporting_service.use_cases.reports.open_report import open_report
from reporting_service.use_cases.reports.read_history import read_history
from reporting_service.use_cases.reports.save_report import save_report
from reporting_service.use_cases.steps.read_place import read_place
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.history import VersionsReply
from reporting_service.wire.json import polled
from reporting_service.wire.reports import AdoptionBody, OpenBody, ReportReply, SaveBody, report_response
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import Reach
from services.kit import etag
from services.kit.bodies import parse_model, parse_object
from services.kit.database import Database
from services.kit.errors import IfMatchMissing, Invalid
from services.kit.problems import wants_english

routes = router()


@routes.post(
    "/v1/reports",
    status_code=201,
    responses={200: {"model": ReportReply}, 201: {"model": ReportReply}},
    openapi_extra=body_of(OpenBody),
)
@audience(Audience.ORGANISER, act="report.open")
async def post_report(request: Request, caller: CallerOf, database: DatabaseOf) -> Response:
    """Open the unit's report in a form: 201 with a draft whose contest lines are filled in, 200 with the one it has."""
    reach = reach_of(caller.grants)
    body = await _parse_open(request, database, reach)

    async def work(transaction: AsyncConnection) -> Done:
        below = process_of(request).roll_ups.read_below
        at = await read_place(transaction, reach, body.template_id, body.unit, Right.FILL, body.campaign_id)
        filing, is_new = await open_report(transaction, below, at, reach, caller.subject)
        reply = report_response(filing, 201 if is_new else 200, english=wants_english(request))
        return Done(reply, str(filing.report.id) if is_new else None)

    return await perform(request, work)


@routes.get("/v1/reports/{report_id}", responses={200: {"model": ReportReply}})
@audience(Audience.ORGANISER)
async def get_report(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """For its unit and those above it in the form's line; to others it does not exist."""
    async with database.begin() as transaction:
        below = process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id), below=below)
    return report_response(filing, english=wants_english(request))


@routes.get("/v1/reports/{report_id}/versions", responses={200: {"model": VersionsReply}})
@audience(Audience.ORGANISER)
async def get_versions(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Every version as it was submitted, and who did what when."""
    async with database.begin() as transaction:
        filing = await read_report(transaction, reach_of(caller.grants), id_of(report_id))
        found = await read_history(transaction, filing.report.id)
    return polled(request, VersionsReply.of(filing, *found))


@routes.post(
    "/v1/reports/{report_id}/adoptions",
    responses={200: {"model": ReportReply}},
    openapi_extra=body_of(AdoptionBody),
)
@audience(Audience.ORGANISER, act="report.adopt")
async def post_adoptions(request: Request, caller: CallerOf, report_id: str) -> Response:
    """Take over what another form of the unit says of these indicators, as `offered` shows it."""

    async def work(transaction: AsyncConnection) -> Done:
        reach, below = reach_of(caller.grants), process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach, id_of(report_id), Right.FILL, below, lock=True)
        body = await parse_model(request, AdoptionBody)
        adopted = await adopt_offered(transaction, filing, caller.subject, body.indicators)
        return Done(report_response(adopted, english=wants_english(request)), report_id)

    return await perform(request, work)


@routes.put(
    "/v1/reports/{report_id}",
    responses={200: {"model": ReportReply}},
    openapi_extra=body_of(SaveBody)
    | {"parameters": [{"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}]},
)
@audience(Audience.ORGANISER, act="report.save")
async def put_report(request: Request, caller: CallerOf, report_id: str) -> Response:
    """Save cells, header, activities and explanations, in draft, returned and amended.

    Needs `If-Match`: missing it is 428; when somebody else saved meanwhile it is 412 naming what changed.
    """

    async def work(transaction: AsyncConnection) -> Done:
        reach, below = reach_of(caller.grants), process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach, id_of(report_id), Right.FILL, below, lock=True)
        if "if-match" not in request.headers:
            raise IfMatchMissing
        change = (await parse_model(request, SaveBody)).change(filing.template)
        tag = tag_named(etag.listed(request.headers["if-match"]), filing)
        saved = await save_report(transaction, filing, caller.subject, change, tag)
        return Done(report_response(saved, english=wants_english(request)), report_id)

    return await perform(request, work)


async def _parse_open(request: Request, database: Database, reach: Reach) -> OpenBody:
    """The body; a faulty one is named only to those who may open the report that it means, others get 404 first."""
    try:
        return await parse_model(request, OpenBody)
    except Invalid:
        meant = OpenBody.meant(await parse_object(request))
        if meant is not None:
            async with database.begin() as transaction:
                named = meant.template_id, meant.unit, Right.FILL, meant.campaign_id
                await read_place(transaction, reach, *named)
        raise


def id_of(text: str) -> UUID:
    """Raises `ReportNotFound` for what cannot be an id."""
    try:
        return UUID(text)
    except ValueError:
        raise ReportNotFound from None

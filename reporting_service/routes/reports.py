"""Reports: opened, filled in and read."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right
from reporting_service.domain.editing import parse_tag
from reporting_service.domain.errors import ReportNotFound
from reporting_service.domain.scope import Grants
from reporting_service.process import process_of
from reporting_service.queries.below import Snapshots
from reporting_service.tables import idempotency_keys
from reporting_service.use_cases.open_report import open_report
from reporting_service.use_cases.read_history import read_history
from reporting_service.use_cases.read_place import read_place
from reporting_service.use_cases.read_report import read_report
from reporting_service.use_cases.save_report import save_report
from reporting_service.wire.json import polled
from reporting_service.wire.replies import ReportReply, VersionsReply
from reporting_service.wire.report_replies import report_response, versions
from reporting_service.wire.requests import OpenBody, SaveBody, described, meant, parse
from services.chassis import idempotency
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, shared_of
from services.chassis.tokens import Caller
from services.kit.bodies import parse_object
from services.kit.database import Database, shielded
from services.kit.errors import IfMatchMissing, Invalid
from services.kit.problems import wants_english

routes = router()


@routes.post(
    "/v1/reports",
    status_code=201,
    responses={200: {"model": ReportReply}, 201: {"model": ReportReply}},
    openapi_extra=described(OpenBody),
)
@audience(Audience.ORGANISER, act="report.open")
async def post_report(request: Request, caller: CallerOf, database: DatabaseOf) -> Response:
    """Open the unit's report in a form: 201 with a draft whose contest lines are filled in, 200 with the one it has."""
    body = await _parse_open(request, database, grants_of(caller))

    async def write() -> Response:
        async with database.begin() as transaction:

            async def open_it() -> Response:
                below = snapshots_of(request).read_below
                filing, is_new = await open_report(
                    transaction, below, grants_of(caller), caller.subject, body.template_id, body.unit
                )
                if is_new:
                    await shared_of(request).journal.done(transaction, request, str(filing.report.id))
                return report_response(filing, 201 if is_new else 200, english=wants_english(request))

            return await idempotency.once(request, caller, transaction, idempotency_keys, open_it)

    return await shielded(write())


@routes.get("/v1/reports/{report_id}", responses={200: {"model": ReportReply}})
@audience(Audience.ORGANISER)
async def get_report(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """For its unit and those above it in the form's line; to others it does not exist."""
    async with database.begin() as transaction:
        below = snapshots_of(request).read_below
        filing = await read_report(transaction, grants_of(caller), id_of(report_id), below=below)
    return report_response(filing, english=wants_english(request))


@routes.get("/v1/reports/{report_id}/versions", responses={200: {"model": VersionsReply}})
@audience(Audience.ORGANISER)
async def get_versions(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Every version as it was submitted, and who did what when."""
    async with database.begin() as transaction:
        found = await read_history(transaction, grants_of(caller), id_of(report_id))
    return polled(request, versions(*found))


@routes.put(
    "/v1/reports/{report_id}",
    responses={200: {"model": ReportReply}},
    openapi_extra=described(SaveBody)
    | {"parameters": [{"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}]},
)
@audience(Audience.ORGANISER, act="report.save")
async def put_report(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Save cells, header, activities and explanations, in draft, returned and amended.

    Needs `If-Match`: missing it is 428; when somebody else saved meanwhile it is 412 naming what changed.
    """
    await request.body()  # before anything is locked

    async def write() -> Response:
        async with database.begin() as transaction:
            below = snapshots_of(request).read_below
            filing = await read_report(transaction, grants_of(caller), id_of(report_id), Right.FILL, below, lock=True)
            if "if-match" not in request.headers:
                raise IfMatchMissing
            change = (await parse(request, SaveBody)).change(filing.template)
            tag = parse_tag(request.headers["if-match"])
            saved = await save_report(transaction, filing, caller.subject, change, tag)
            await shared_of(request).journal.done(transaction, request, report_id)
            return report_response(saved, english=wants_english(request))

    return await shielded(write())


async def _parse_open(request: Request, database: Database, grants: Grants) -> OpenBody:
    """The body; a faulty one is named only to those who may open the report that it means, others get 404 first."""
    try:
        return await parse(request, OpenBody)
    except Invalid:
        named = meant(await parse_object(request))
        if named is not None:
            async with database.begin() as transaction:
                await read_place(transaction, grants, named.template_id, named.unit, Right.FILL)
        raise


def grants_of(caller: Caller) -> Grants:
    return frozenset((grant.role, grant.unit) for grant in caller.grants)


def snapshots_of(request: Request) -> Snapshots:
    return process_of(request).snapshots


def id_of(text: str) -> UUID:
    """Raises `ReportNotFound` for what cannot be an id."""
    try:
        return UUID(text)
    except ValueError:
        raise ReportNotFound from None

"""What participants read of themselves, and organisers of what is below them."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from scoring_service.files import progress_tables
from scoring_service.queries.figures import begin_snapshot
from scoring_service.use_cases.read_progress import read_progress
from scoring_service.use_cases.read_standing import read_standing
from scoring_service.use_cases.steps.admit import admit_to_unit
from scoring_service.wire.attachments import attachment, files_in
from scoring_service.wire.parameters import ProgressFormat, progress_query
from scoring_service.wire.progress import ProgressReply, progress_reply
from scoring_service.wire.standing import StandingReply, standing_reply
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, files_of

routes = router()
PROGRESS_PARAMETERS = [
    *[{"name": name, "in": "query", "schema": {"type": "string", "format": "date"}} for name in ("from", "to", "date")],
    {"name": "depth", "in": "query", "schema": {"type": "string", "pattern": "^(all|[0-9]{1,2})$", "default": "1"}},
    {"name": "format", "in": "query", "schema": {"enum": list(ProgressFormat), "default": ProgressFormat.JSON}},
]


@routes.get("/v1/standings/{contest_id}/me", responses={200: {"model": StandingReply}})
@audience(Audience.PARTICIPANT)
async def get_own_standing(contest_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The caller's place among all participants of the contest; at most 2 s behind."""
    async with database.begin() as transaction:
        standing = await read_standing(transaction, contest_id, UUID(caller.subject))
    return _json(standing_reply(standing))


@routes.get(
    "/v1/progress/{contest_id}/{unit_code}",
    responses={200: {"model": ProgressReply, "content": files_in(ProgressFormat.XLSX, ProgressFormat.CSV)}},
    openapi_extra={"parameters": PROGRESS_PARAMETERS},
)
@audience(Audience.ORGANISER)
async def get_progress(
    request: Request,
    contest_id: str,
    unit_code: str,
    caller: CallerOf,
    database: DatabaseOf,
) -> Response:
    """A unit and what is below it, over all days or those from `from` to `to`.

    `date` adds the hours of a day; `depth` says how many levels below are looked at for silent units, or `all`. As a
    workbook or as CSV each list is a table.
    """
    async with database.begin() as transaction:
        await begin_snapshot(transaction)
        contest, unit = await admit_to_unit(transaction, contest_id, unit_code, caller.grants)
        asked, form = progress_query(request.query_params)
        progress = await read_progress(transaction, contest, unit, asked)
    if form is ProgressFormat.JSON:
        return _json(progress_reply(progress))
    name = f"{contest.title}参赛进度（{unit.name}）"
    tables = progress_tables.Tables(name, progress_tables.tables(progress))
    write = progress_tables.csv if form is ProgressFormat.CSV else progress_tables.workbook
    return attachment(await files_of(request).make(caller, write, tables), name, form)


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

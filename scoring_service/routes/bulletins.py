"""Ranking reports, for organisers."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.errors import BulletinTooLong
from scoring_service.files import forms, layout, paper
from scoring_service.process import process_of
from scoring_service.queries.figures import begin_snapshot
from scoring_service.use_cases.read_bulletin import read_bulletin
from scoring_service.use_cases.steps.admit import admit_to_contest
from scoring_service.wire.parameters import Format, bulletin_query
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, files_of

routes = router()
MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
}


@routes.get(
    "/v1/bulletins/{contest_id}",
    response_class=Response,
    responses={
        200: {"content": {media.partition(";")[0]: {} for media in MEDIA.values()}, "description": "The report"}
    },
    openapi_extra={
        "parameters": [
            {"name": "date", "in": "query", "schema": {"type": "string", "format": "date"}},
            {"name": "format", "in": "query", "schema": {"enum": list(Format), "default": Format.XLSX}},
        ]
    },
)
@audience(Audience.ORGANISER)
async def get_bulletin(request: Request, contest_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The ranking report of a day, or of the whole contest: the public boards, and all units below the caller's own.

    Once the results are final, the report of the whole contest is made of them, names its digest, and always has the
    same bytes.
    """
    async with database.begin() as transaction:
        await begin_snapshot(transaction)
        contest, reach = await admit_to_contest(transaction, contest_id, caller.grants)
        day, form = bulletin_query(request.query_params, contest)
        bulletin = await read_bulletin(transaction, contest, reach, day)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(layout.title(bulletin))}.{form}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    files = files_of(request)
    if form is Format.XLSX:
        content = await files.make(caller, forms.write_workbook, bulletin)
    elif form is Format.CSV:
        content = await files.make(caller, forms.write_text, bulletin)
    else:
        here = process_of(request)
        units = paper.units_on_paper(bulletin)
        if units > here.most_units_on_paper:
            raise BulletinTooLong(extra={"units": units, "most_units": here.most_units_on_paper})
        content = await files.make(caller, forms.write_paper, forms.PaperOrder(bulletin, here.printer.order({})))
    return Response(content, headers=headers, media_type=MEDIA[form])

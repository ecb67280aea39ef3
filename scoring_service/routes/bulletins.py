"""Ranking reports, for organisers."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.errors import BulletinTooLong
from scoring_service.domain.ranking import Metric, Period
from scoring_service.files import forms, layout, paper
from scoring_service.process import process_of
from scoring_service.queries import bulletin_texts
from scoring_service.queries.figures import begin_snapshot
from scoring_service.use_cases.read_bulletin import read_bulletin
from scoring_service.use_cases.steps.admit import admit_to_contest, admit_to_issuer, admit_to_unit
from scoring_service.wire.attachments import attachment, files_in
from scoring_service.wire.bulletin_texts import TextsBody, TextsReply, texts_response
from scoring_service.wire.parameters import Format, bulletin_query
from services.chassis.acts import Done, perform
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.contracts.grants import ENTERPRISES, NATION
from services.kit.bodies import parse_model

routes = router()
PARAMETERS: list[dict[str, Any]] = [
    {"name": "period", "in": "query", "schema": {"enum": list(Period)}},
    {"name": "date", "in": "query", "schema": {"type": "string", "format": "date"}},
    {"name": "metric", "in": "query", "schema": {"enum": list(Metric), "default": Metric.POINTS}},
    {"name": "unit", "in": "query", "schema": {"type": "string"}},
    {"name": "format", "in": "query", "schema": {"enum": list(Format), "default": Format.XLSX}},
]
WORK = {
    Format.XLSX: forms.write_workbook,
    Format.CSV: forms.write_text,
    Format.DOCX: forms.write_document,
}


@routes.get(
    "/v1/bulletins/{contest_id}",
    response_class=Response,
    responses={200: {"content": files_in(*Format), "description": "The report"}},
    openapi_extra={"parameters": PARAMETERS},
)
@audience(Audience.ORGANISER)
async def get_bulletin(request: Request, contest_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The ranking report of a day, of an ISO week, or of the whole contest, by any metric, as an office sends it.

    It holds all units below the caller's own, or below `unit`, and the public boards. A `date` without a `period` asks
    for that day; the report of the whole contest needs none. Once the results are final, the report of the whole
    contest is made of them, names its digest, and always has the same bytes.
    """
    async with database.begin() as transaction:
        await begin_snapshot(transaction)
        contest, reach = await admit_to_contest(transaction, contest_id, caller.grants)
        today = (await contest_now(transaction)).astimezone(contest.zone).date()
        edition, unit, form = bulletin_query(request.query_params, contest, today)
        if unit is not None:
            await admit_to_unit(transaction, contest_id, unit, caller.grants)
        issuers = reach.units | ({NATION, ENTERPRISES} if reach.is_national else set())
        bulletin = await read_bulletin(transaction, contest, issuers if unit is None else {unit}, edition)
    files = files_of(request)
    if form is not Format.PDF:
        return attachment(await files.make(caller, WORK[form], bulletin), layout.title(bulletin), form)
    here = process_of(request)
    units = paper.units_on_paper(bulletin)
    if units > here.most_units_on_paper:
        raise BulletinTooLong(extra={"units": units, "most_units": here.most_units_on_paper})
    content = await files.make(caller, forms.write_paper, forms.PaperOrder(bulletin, here.printer.order({})))
    return attachment(content, layout.title(bulletin), form)


@routes.get("/v1/bulletins/texts/{unit_code}", response_model=TextsReply)
@audience(Audience.ORGANISER)
async def get_bulletin_texts(request: Request, unit_code: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The words that the unit's ranking reports are written in, those of its own or the shipped ones."""
    async with database.begin() as transaction:
        await admit_to_issuer(transaction, unit_code, caller.grants)
        texts = await bulletin_texts.read(transaction, unit_code)
    return texts_response(request, unit_code, texts)


@routes.put("/v1/bulletins/texts/{unit_code}", response_model=TextsReply, openapi_extra=body_of(TextsBody))
@audience(Audience.ORGANISER, act="bulletin.texts")
async def put_bulletin_texts(request: Request, unit_code: str) -> Response:
    """Change the words; a text that is left out is the shipped one again. Braces hold the names of figures."""

    async def change(transaction: AsyncConnection) -> Done:
        caller = caller_of(request)
        await admit_to_issuer(transaction, unit_code, caller.grants)
        texts = (await parse_model(request, TextsBody)).texts()
        await bulletin_texts.write(transaction, unit_code, texts, caller.subject_id)
        return Done(texts_response(request, unit_code, texts), unit_code)

    return await perform(request, change)

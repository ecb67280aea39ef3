"""Who reports to whom in a campaign."""

from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.errors import WrongMedia
from reporting_service.files.line_sheets import lines_xlsx
from reporting_service.queries import campaigns, copies
from reporting_service.routes.hearing import heard_of
from reporting_service.routes.paper import XLSX, as_file
from reporting_service.use_cases.campaigns.end_line import end_line
from reporting_service.use_cases.campaigns.write_lines import WantedLine, write_lines
from reporting_service.use_cases.steps.admit_to_campaign import admit_to_campaign, seen_within
from reporting_service.wire.json import json_response, polled
from reporting_service.wire.lines import LineBody, LineImportReply, LineList, LineReply, LinesBody, SentLines, wanted_in
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf, files_of
from services.kit.bodies import parse_model, parse_object, sent_file

routes = router()
IMPORT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": body_of(LinesBody)["requestBody"]["content"]["application/json"],
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
            "text/csv": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@routes.get("/v1/campaigns/{campaign_id}/lines", responses={200: {"model": LineList, "content": {XLSX: {}}}})
@audience(Audience.ORGANISER)
async def get_lines(
    request: Request,
    caller: CallerOf,
    database: DatabaseOf,
    campaign_id: str,
    template_id: str | None = None,
    format: Literal["json", "xlsx"] = "json",  # noqa: A002 - the name of the parameter
    *,
    history: bool = False,
) -> Response:
    """The lines in force, with `history=true` also those that have ended; as XLSX the sheet that imports again.

    Its owner sees all of them, others those of their own units and below.
    """
    async with database.begin() as transaction:
        campaign = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=False)
        within = await seen_within(transaction, caller.grants, campaign)
        found = await campaigns.read_lines_on_record(transaction, campaign.id, template_id, within)
        contest = await copies.read_contest(transaction, campaign)
    in_force = [each for each in found if each.valid_to is None]
    if format == "xlsx":
        return as_file(
            await files_of(request).make(caller, lines_xlsx, in_force), XLSX, f"{campaign.title} 报送关系.xlsx"
        )
    return polled(request, LineList.of(found if history else in_force, contest))


@routes.post(
    "/v1/campaigns/{campaign_id}/line-imports",
    responses={200: {"model": LineImportReply}},
    openapi_extra=IMPORT,
)
@audience(Audience.ORGANISER, act="campaign.import-lines")
async def post_lines(
    request: Request, caller: CallerOf, database: DatabaseOf, campaign_id: str, *, dry_run: bool = False
) -> Response:
    """Lines from XLSX, CSV or JSON, there also as a bare list.

    Every fault at once and nothing half done; lines that are not named stay.
    """
    async with database.begin() as transaction:
        await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True)
    sent = await sent_file(request)
    if sent is None:
        raise WrongMedia
    lines = SentLines(sent.content, is_json=sent.media_type == "application/json")
    wanted = await files_of(request).read(caller, wanted_in, lines)
    await heard_of(database, {code for each in wanted for code in (each.unit, each.line.parent)})

    async def work(transaction: AsyncConnection) -> Done:
        campaign = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True, lock=True)
        changed = await write_lines(transaction, campaign, wanted, caller.subject)
        reply = json_response(LineImportReply.of(len(wanted), changed, is_dry_run=dry_run))
        return Done(reply, None if dry_run else campaign.id)

    if dry_run:
        async with database.begin() as transaction:
            done = await work(transaction)
            await transaction.rollback()
            return done.reply
    return await perform(request, work, digest=sent.digest)


@routes.put(
    "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}",
    responses={200: {"model": LineReply}},
    openapi_extra=body_of(LineBody),
)
@audience(Audience.ORGANISER, act="campaign.write-line")
async def put_line(
    request: Request, caller: CallerOf, database: DatabaseOf, campaign_id: str, template_id: str, unit: str
) -> Response:
    """The unit reports this form to `parent`. A line that reads otherwise ends and stays on record."""
    async with database.begin() as transaction:
        await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True)
    await heard_of(database, [unit, (await parse_object(request)).get("parent")])

    async def work(transaction: AsyncConnection) -> Done:
        campaign = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True, lock=True)
        body = await parse_model(request, LineBody)
        await write_lines(transaction, campaign, [WantedLine("", template_id, unit, body.line)], caller.subject)
        contest = await copies.read_contest(transaction, campaign)
        found = await campaigns.read_lines_on_record(transaction, campaign.id, template_id)
        line = next(each for each in found if each.unit == unit and each.valid_to is None)
        return Done(json_response(LineReply.of(line, contest)), f"{campaign.id} {template_id} {unit}")

    return await perform(request, work)


@routes.delete("/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}", status_code=204, response_class=Response)
@audience(Audience.ORGANISER, act="campaign.end-line")
async def delete_line(request: Request, caller: CallerOf, campaign_id: str, template_id: str, unit: str) -> Response:
    """The unit owes this form to nobody any more; its line stays on record."""

    async def work(transaction: AsyncConnection) -> Done:
        campaign = await admit_to_campaign(transaction, caller.grants, campaign_id, may_write=True, lock=True)
        await end_line(transaction, campaign, template_id, unit, caller.subject)
        return Done(Response(status_code=204), f"{campaign.id} {template_id} {unit}")

    return await perform(request, work)

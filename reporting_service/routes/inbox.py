"""A day's work in few calls."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import reach_of
from reporting_service.process import process_of
from reporting_service.use_cases.overviews.read_inbox import read_inbox
from reporting_service.use_cases.reports.accept_reports import accept_reports
from reporting_service.wire.inbox import AcceptancesBody, AcceptancesReply, InboxReply, ReturnReasonList, VerdictReply
from reporting_service.wire.json import json_response, polled
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.kit.bodies import parse_model
from services.kit.problems import wants_english

routes = router()


@routes.get("/v1/inbox", responses={200: {"model": InboxReply}})
@audience(Audience.ORGANISER)
async def get_inbox(request: Request, caller: CallerOf, database: DatabaseOf, campaign: str | None = None) -> Response:
    """What waits for the units that the caller reports for: own forms to mend, and those of units below to decide."""
    async with database.begin() as transaction:
        below = process_of(request).roll_ups.read_below
        found = await read_inbox(transaction, below, reach_of(caller.grants), campaign)
    return polled(request, InboxReply.of(found))


@routes.post(
    "/v1/reports/acceptances",
    responses={200: {"model": AcceptancesReply}},
    openapi_extra=body_of(AcceptancesBody),
)
@audience(Audience.ORGANISER, act="report.accept-many")
async def post_acceptances(request: Request, caller: CallerOf) -> Response:
    """Accept many submitted versions; each has a verdict, and one that is refused keeps nobody from the others."""

    async def work(transaction: AsyncConnection) -> Done:
        body = await parse_model(request, AcceptancesBody)
        wanted = [(each.id, each.version) for each in body.reports]
        reach, below = reach_of(caller.grants), process_of(request).roll_ups.read_below
        verdicts = await accept_reports(transaction, below, reach, caller.subject, wanted)
        items = [VerdictReply.of(each, english=wants_english(request)) for each in verdicts]
        accepted = [str(each.report_id) for each in verdicts if each.refusal is None]
        return Done(json_response(AcceptancesReply(items=items, next_cursor=None)), " ".join(accepted) or None)

    return await perform(request, work)


@routes.get("/v1/return-reasons", responses={200: {"model": ReturnReasonList}})
@audience(Audience.EVERYONE)
async def get_return_reasons(request: Request) -> Response:
    """The codes that `return` is given with, and their texts."""
    return polled(request, ReturnReasonList.of_all(), "max-age=3600")

"""State changes of a report: submit, return, permit, accept, recall, amend."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right, reach_of
from reporting_service.domain.filing import Filing
from reporting_service.process import process_of
from reporting_service.routes.reports import id_of
from reporting_service.use_cases.reports.accept_report import accept_report
from reporting_service.use_cases.reports.amend_report import amend_report
from reporting_service.use_cases.reports.permit_check import permit_check
from reporting_service.use_cases.reports.recall_report import recall_report
from reporting_service.use_cases.reports.return_report import return_report
from reporting_service.use_cases.reports.submit_report import submit_report
from reporting_service.use_cases.steps.read_report import read_report
from reporting_service.wire.acts import EmptyBody, PermitBody, ReasonBody, ReturnBody
from reporting_service.wire.reports import ReportReply, report_response
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.kit.bodies import parse_model
from services.kit.problems import wants_english

routes = router()
B = TypeVar("B", bound=BaseModel)
Apply = Callable[[AsyncConnection, Filing, B], Awaitable[Filing]]


@routes.post(
    "/v1/reports/{report_id}/submit", responses={200: {"model": ReportReply}}, openapi_extra=body_of(EmptyBody)
)
@audience(Audience.ORGANISER, act="report.submit")
async def post_submit(request: Request, caller: CallerOf, report_id: str) -> Response:
    """Send the report up. 409 lists every check that stands in the way; an accepted report must be stale for this."""

    async def apply(transaction: AsyncConnection, filing: Filing, _body: EmptyBody) -> Filing:
        return await submit_report(transaction, filing, caller.subject)

    return await _act(request, report_id, EmptyBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/return", responses={200: {"model": ReportReply}}, openapi_extra=body_of(ReturnBody)
)
@audience(Audience.ORGANISER, act="report.return")
async def post_return(request: Request, caller: CallerOf, report_id: str) -> Response:
    """The parent gives a submitted report back, with a coded reason per cell where wanted."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReturnBody) -> Filing:
        reasons = body.checked(filing.template)
        return await return_report(transaction, filing, caller.subject, reasons, body.due_on)

    return await _act(request, report_id, ReturnBody, Right.DECIDE, apply)


@routes.post(
    "/v1/reports/{report_id}/accept", responses={200: {"model": ReportReply}}, openapi_extra=body_of(EmptyBody)
)
@audience(Audience.ORGANISER, act="report.accept")
async def post_accept(request: Request, caller: CallerOf, report_id: str) -> Response:
    """The parent accepts a submitted report, which counts in its roll-up. 409 lists what it has to permit first."""

    async def apply(transaction: AsyncConnection, filing: Filing, _body: EmptyBody) -> Filing:
        return await accept_report(transaction, filing, caller.subject)

    return await _act(request, report_id, EmptyBody, Right.DECIDE, apply)


@routes.post(
    "/v1/reports/{report_id}/recall", responses={200: {"model": ReportReply}}, openapi_extra=body_of(ReasonBody)
)
@audience(Audience.ORGANISER, act="report.recall")
async def post_recall(request: Request, caller: CallerOf, report_id: str) -> Response:
    """The unit takes its report back as long as the parent has not accepted it."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReasonBody) -> Filing:
        return await recall_report(transaction, filing, caller.subject, body.reason)

    return await _act(request, report_id, ReasonBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/amend", responses={200: {"model": ReportReply}}, openapi_extra=body_of(ReasonBody)
)
@audience(Audience.ORGANISER, act="report.amend")
async def post_amend(request: Request, caller: CallerOf, report_id: str) -> Response:
    """The unit opens its accepted report for a further version."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReasonBody) -> Filing:
        return await amend_report(transaction, filing, caller.subject, body.reason)

    return await _act(request, report_id, ReasonBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/permits", responses={200: {"model": ReportReply}}, openapi_extra=body_of(PermitBody)
)
@audience(Audience.ORGANISER, act="report.permit")
async def post_permit(request: Request, caller: CallerOf, report_id: str) -> Response:
    """The parent permits, with a reason, what keeps it from accepting: a check of class B, or missing units."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: PermitBody) -> Filing:
        return await permit_check(transaction, filing, caller.subject, body.check, body.reason)

    return await _act(request, report_id, PermitBody, Right.DECIDE, apply)


async def _act(request: Request, report_id: str, model: type[B], right: Right, apply: Apply[B]) -> Response:
    async def work(transaction: AsyncConnection) -> Done:
        reach, below = reach_of(caller_of(request).grants), process_of(request).roll_ups.read_below
        filing = await read_report(transaction, reach, id_of(report_id), right, below, lock=True)
        changed = await apply(transaction, filing, await parse_model(request, model))
        return Done(report_response(changed, english=wants_english(request)), report_id)

    return await perform(request, work)

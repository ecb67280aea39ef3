"""State changes of a report: submit, return, permit, accept, recall, amend."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from reporting_service.domain.access import Right
from reporting_service.domain.filing import Filing
from reporting_service.routes.reports import grants_of, id_of, snapshots_of
from reporting_service.tables import idempotency_keys
from reporting_service.use_cases.accept_report import accept_report
from reporting_service.use_cases.amend_report import amend_report
from reporting_service.use_cases.permit_check import permit_check
from reporting_service.use_cases.read_report import read_report
from reporting_service.use_cases.recall_report import recall_report
from reporting_service.use_cases.return_report import return_report
from reporting_service.use_cases.submit_report import submit_report
from reporting_service.wire.replies import ReportReply
from reporting_service.wire.report_replies import report_response
from reporting_service.wire.requests import EmptyBody, PermitBody, ReasonBody, ReturnBody, described, parse
from services.chassis import idempotency
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import DatabaseOf, shared_of
from services.chassis.tokens import Caller
from services.kit.database import Database, shielded
from services.kit.problems import wants_english

routes = router()
B = TypeVar("B", bound=BaseModel)
Apply = Callable[[AsyncConnection, Filing, B], Awaitable[Filing]]


@routes.post(
    "/v1/reports/{report_id}/submit", responses={200: {"model": ReportReply}}, openapi_extra=described(EmptyBody)
)
@audience(Audience.ORGANISER, act="report.submit")
async def post_submit(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """Send the report up. 409 lists every check that stands in the way; an accepted report must be stale for this."""

    async def apply(transaction: AsyncConnection, filing: Filing, _body: EmptyBody) -> Filing:
        return await submit_report(transaction, filing, caller.subject)

    return await _act(request, caller, database, report_id, EmptyBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/return", responses={200: {"model": ReportReply}}, openapi_extra=described(ReturnBody)
)
@audience(Audience.ORGANISER, act="report.return")
async def post_return(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The parent gives a submitted report back, with a coded reason per cell where wanted."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReturnBody) -> Filing:
        reasons = body.checked(filing.template)
        return await return_report(transaction, filing, caller.subject, reasons, body.due_on)

    return await _act(request, caller, database, report_id, ReturnBody, Right.DECIDE, apply)


@routes.post(
    "/v1/reports/{report_id}/accept", responses={200: {"model": ReportReply}}, openapi_extra=described(EmptyBody)
)
@audience(Audience.ORGANISER, act="report.accept")
async def post_accept(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The parent accepts a submitted report, which counts in its roll-up. 409 lists what it has to permit first."""

    async def apply(transaction: AsyncConnection, filing: Filing, _body: EmptyBody) -> Filing:
        return await accept_report(transaction, filing, caller.subject)

    return await _act(request, caller, database, report_id, EmptyBody, Right.DECIDE, apply)


@routes.post(
    "/v1/reports/{report_id}/recall", responses={200: {"model": ReportReply}}, openapi_extra=described(ReasonBody)
)
@audience(Audience.ORGANISER, act="report.recall")
async def post_recall(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The unit takes its report back as long as the parent has not accepted it."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReasonBody) -> Filing:
        return await recall_report(transaction, filing, caller.subject, body.reason)

    return await _act(request, caller, database, report_id, ReasonBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/amend", responses={200: {"model": ReportReply}}, openapi_extra=described(ReasonBody)
)
@audience(Audience.ORGANISER, act="report.amend")
async def post_amend(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The unit opens its accepted report for a further version."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: ReasonBody) -> Filing:
        return await amend_report(transaction, filing, caller.subject, body.reason)

    return await _act(request, caller, database, report_id, ReasonBody, Right.FILL, apply)


@routes.post(
    "/v1/reports/{report_id}/permits", responses={200: {"model": ReportReply}}, openapi_extra=described(PermitBody)
)
@audience(Audience.ORGANISER, act="report.permit")
async def post_permit(request: Request, caller: CallerOf, database: DatabaseOf, report_id: str) -> Response:
    """The parent permits, with a reason, what keeps it from accepting: a check of class B, or missing units."""

    async def apply(transaction: AsyncConnection, filing: Filing, body: PermitBody) -> Filing:
        return await permit_check(transaction, filing, caller.subject, body.check, body.reason)

    return await _act(request, caller, database, report_id, PermitBody, Right.DECIDE, apply)


async def _act(
    request: Request,
    caller: Caller,
    database: Database,
    report_id: str,
    model: type[B],
    right: Right,
    apply: Apply[B],
) -> Response:
    await request.body()  # before anything is locked

    async def write() -> Response:
        async with database.begin() as transaction:

            async def work() -> Response:
                below = snapshots_of(request).read_below
                filing = await read_report(transaction, grants_of(caller), id_of(report_id), right, below, lock=True)
                changed = await apply(transaction, filing, await parse(request, model))
                await shared_of(request).journal.done(transaction, request, report_id)
                return report_response(changed, english=wants_english(request))

            return await idempotency.once(request, caller, transaction, idempotency_keys, work)

    return await shielded(write())

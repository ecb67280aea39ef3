"""Works for their reviewers, who decide for their unit and below: publish, return, recommend (R6.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.camp.domain.work import Work
from services.camp.domain.work_errors import WorkNotFound
from services.camp.queries.ranking import Choice, read_reviewed
from services.camp.queries.units import read_paths
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.steps.find_work import find_in_reach
from services.camp.use_cases.works.publish_work import publish_work
from services.camp.use_cases.works.return_work import return_work
from services.camp.use_cases.works.select_work import select_work
from services.camp.wire.lists import SUBMISSIONS, asked_to_review, page_to_review
from services.camp.wire.works import (
    NothingBody,
    ReasonBody,
    ReviewedWorkList,
    ReviewedWorkReply,
    SelectionBody,
    WorkReply,
)
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.chassis.second_person import KnownCallerOf
from services.chassis.shared import DatabaseOf
from services.chassis.tokens import Caller
from services.contracts.grants import ADMINISTRATOR, ORGANISER, REVIEWER, Reach
from services.kit import etag
from services.kit.bodies import parse_model
from services.kit.errors import Forbidden

routes = router()
REVIEWERS = (REVIEWER, ORGANISER, ADMINISTRATOR)


@routes.get(
    "/v1/camps/{camp_id}/submissions",
    response_model=ReviewedWorkList,
    openapi_extra={"parameters": SUBMISSIONS},
)
@audience(Audience.ORGANISER)
async def get_submissions(request: Request, camp_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Works of the caller's units, with complaints and selections; those that were submitted first stand first."""
    reach = _reach_of(caller)
    if not reach:
        raise Forbidden
    async with database.begin() as transaction:
        await find_camp(transaction, camp_id)
        asked = asked_to_review(request.query_params)
        units = None if reach.is_national else sorted(reach.units)
        if asked.unit is not None:
            path = (await read_paths(transaction, [asked.unit])).get(asked.unit)
            if path is None or not reach.covers(path):
                raise WorkNotFound
            units = [asked.unit]
        choice = Choice(units=units, states=asked.states, is_reported=asked.is_reported)
        found = await read_reviewed(transaction, camp_id, choice, after=asked.after, limit=asked.limit + 1)
    shown, following = page_to_review(found, asked)
    reply = ReviewedWorkList(items=[ReviewedWorkReply.of_reviewed(each) for each in shown], next_cursor=following)
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})


@routes.post("/v1/works/{work_id}/publish", response_model=WorkReply, openapi_extra=body_of(NothingBody))
@audience(Audience.ORGANISER, act="work.publish")
async def post_publish(request: Request, work_id: str, caller: KnownCallerOf) -> Response:
    """Show a submitted work to everybody."""

    async def work(transaction: AsyncConnection) -> Done:
        found = await find_in_reach(transaction, work_id, _reach_of(caller))
        await parse_model(request, NothingBody)
        return _done(await publish_work(transaction, found, caller.subject_id))

    return await perform(request, work)


@routes.post("/v1/works/{work_id}/return", response_model=WorkReply, openapi_extra=body_of(ReasonBody))
@audience(Audience.ORGANISER, act="work.return")
async def post_return(request: Request, work_id: str, caller: CallerOf) -> Response:
    """Give a work back to its author with the reason; a published one is taken down by it."""

    async def work(transaction: AsyncConnection) -> Done:
        found = await find_in_reach(transaction, work_id, _reach_of(caller))
        body = await parse_model(request, ReasonBody)
        return _done(await return_work(transaction, found, body.reason))

    return await perform(request, work)


@routes.post("/v1/works/{work_id}/select", response_model=WorkReply, openapi_extra=body_of(SelectionBody))
@audience(Audience.ORGANISER, act="work.select")
async def post_select(request: Request, work_id: str, caller: KnownCallerOf) -> Response:
    """Recommend a published work to the unit above, as somebody other than who published it."""

    async def work(transaction: AsyncConnection) -> Done:
        reach = _reach_of(caller)
        found = await find_in_reach(transaction, work_id, reach)
        body = await parse_model(request, SelectionBody)
        await select_work(transaction, found, reach, caller.subject_id, body.comment)
        return _done(found)

    return await perform(request, work)


def _reach_of(caller: Caller) -> Reach:
    return Reach(caller.grants, REVIEWERS)


def _done(work: Work) -> Done:
    return Done(Response(WorkReply.of(work).model_dump_json(), media_type="application/json"), str(work.id))

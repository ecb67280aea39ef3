"""Works for everybody and for their authors: offered, changed, handed in, taken back, liked, reported."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.camp.domain.work import Work
from services.camp.queries import works
from services.camp.queries.ranking import Choice, read_ranked
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.steps.find_work import find_own, find_shown
from services.camp.use_cases.works.change_work import change_work
from services.camp.use_cases.works.like_work import like_work
from services.camp.use_cases.works.offer_work import offer_work
from services.camp.use_cases.works.submit_work import submit_work
from services.camp.use_cases.works.withdraw_work import withdraw_work
from services.camp.wire.lists import WORKS, asked_for_works, page
from services.camp.wire.works import (
    LikeReply,
    NothingBody,
    ReasonBody,
    ShownWorkReply,
    WorkBody,
    WorkList,
    WorkReply,
    WorkStateReply,
)
from services.chassis import idempotency
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf, shared_of
from services.kit import etag
from services.kit.bodies import parse_model
from services.kit.database import Database, shielded

routes = router()
Step = Callable[[AsyncConnection], Awaitable[Response]]


@routes.get(
    "/v1/camps/{camp_id}/works",
    responses={200: {"model": WorkList}, 304: {"description": "The client's copy is current"}},
    openapi_extra={"parameters": WORKS},
)
@audience(Audience.EVERYONE)
async def get_works(request: Request, camp_id: str, database: DatabaseOf) -> Response:
    """Published works, by likes or the newest first; equal numbers of likes share a rank."""
    async with database.begin() as transaction:
        await find_camp(transaction, camp_id)
        asked = asked_for_works(request.query_params)
        choice = Choice(asked.topic, None if asked.unit is None else [asked.unit])
        by_likes = asked.order == "likes"
        found = await read_ranked(
            transaction, camp_id, choice, by_likes=by_likes, offset=asked.offset, limit=asked.limit + 1
        )
    shown, following = page(found, asked)
    reply = WorkList(items=[ShownWorkReply.of(each) for each in shown], next_cursor=following)
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})


@routes.post("/v1/camps/{camp_id}/works", status_code=201, response_model=WorkReply, openapi_extra=body_of(WorkBody))
@audience(Audience.PARTICIPANT)
async def post_work(request: Request, camp_id: str, caller: CallerOf) -> Response:
    """Offer a work, as a draft of its author's; it counts for the unit that the author enrolled with."""

    async def write(transaction: AsyncConnection) -> Response:
        camp = await find_camp(transaction, camp_id)
        body = await parse_model(request, WorkBody)
        return _reply(await offer_work(transaction, camp, caller.subject_id, body.content()), 201)

    return await _once(request, write)


@routes.put("/v1/works/{work_id}", response_model=WorkReply, openapi_extra=body_of(WorkBody))
@audience(Audience.PARTICIPANT)
async def put_work(request: Request, work_id: str, caller: CallerOf) -> Response:
    """Write a draft or a returned work anew."""

    async def write(transaction: AsyncConnection) -> Response:
        await find_own(transaction, work_id, caller.subject_id)
        body = await parse_model(request, WorkBody)
        return _reply(await change_work(transaction, work_id, caller.subject_id, body.content()))

    return await _once(request, write)


@routes.post("/v1/works/{work_id}/submit", response_model=WorkReply, openapi_extra=body_of(NothingBody))
@audience(Audience.PARTICIPANT)
async def post_submit(request: Request, work_id: str, caller: CallerOf) -> Response:
    """Hand a work to the reviewers of its unit: with its film, consent, and the declaration of originality."""

    async def write(transaction: AsyncConnection) -> Response:
        await find_own(transaction, work_id, caller.subject_id)
        await parse_model(request, NothingBody)
        return _reply(await submit_work(transaction, work_id, caller.subject_id))

    return await _once(request, write)


@routes.post("/v1/works/{work_id}/withdraw", response_model=WorkReply, openapi_extra=body_of(NothingBody))
@audience(Audience.PARTICIPANT)
async def post_withdraw(request: Request, work_id: str, caller: CallerOf) -> Response:
    """Take a work back for good; nobody sees it from then on."""

    async def write(transaction: AsyncConnection) -> Response:
        await find_own(transaction, work_id, caller.subject_id)
        await parse_model(request, NothingBody)
        return _reply(await withdraw_work(transaction, work_id, caller.subject_id))

    return await _once(request, write)


@routes.post("/v1/works/{work_id}/report", response_model=WorkStateReply, openapi_extra=body_of(ReasonBody))
@audience(Audience.PARTICIPANT)
async def post_report(request: Request, work_id: str, caller: CallerOf) -> Response:
    """Tell the reviewers what is wrong with a published work; they take it down, or let it stand."""

    async def write(transaction: AsyncConnection) -> Response:
        work = await find_shown(transaction, work_id)
        body = await parse_model(request, ReasonBody)
        await works.complain(transaction, work.id, caller.subject_id, body.reason)
        reply = WorkStateReply(id=work.id, state=work.state).model_dump_json()
        return Response(reply, media_type="application/json")

    return await _once(request, write)


@routes.put("/v1/works/{work_id}/like", response_model=LikeReply)
@audience(Audience.PARTICIPANT)
async def put_like(work_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Like a published work; a repeat gets the same answer."""
    return await _like(work_id, caller.subject_id, database, liked=True)


@routes.delete("/v1/works/{work_id}/like", response_model=LikeReply)
@audience(Audience.PARTICIPANT)
async def delete_like(work_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Like a work no longer; a repeat gets the same answer."""
    return await _like(work_id, caller.subject_id, database, liked=False)


async def _like(work_id: str, participant_id: UUID, database: Database, *, liked: bool) -> Response:
    async def write() -> Response:
        async with database.begin() as transaction:
            found = await like_work(transaction, work_id, participant_id, liked=liked)
        content = LikeReply(likes=found.likes, liked=found.liked).model_dump_json()
        return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")

    return await shielded(write())


async def _once(request: Request, step: Step) -> Response:
    """In one transaction that its client's leaving does not end, and once for each Idempotency-Key."""
    await request.body()
    shared = shared_of(request)

    async def write() -> Response:
        async with shared.database.begin() as transaction:

            async def work() -> Response:
                return await step(transaction)

            keys = shared.tables.idempotency_keys
            return await idempotency.once(request, caller_of(request), transaction, keys, work)

    return await shielded(write())


def _reply(work: Work, status: int = 200) -> Response:
    return Response(WorkReply.of(work).model_dump_json(), status, media_type="application/json")

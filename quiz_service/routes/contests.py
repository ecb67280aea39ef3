"""Contests: what everybody may read, a participant's day, and what administrators write."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service import tables
from quiz_service.domain.contest import Contest
from quiz_service.memory.engine import QuizEngine
from quiz_service.process import known_here, process_of
from quiz_service.queries.catalogue import lock_contest
from quiz_service.routes.editors import AdministratorOf
from quiz_service.use_cases.contests.change_contest import change_contest
from quiz_service.use_cases.contests.create_contest import create_contest
from quiz_service.use_cases.contests.finalise_contest import finalise_contest, look_ahead
from quiz_service.use_cases.sitting.read_today import read_today
from quiz_service.use_cases.steps.check_units import reach_over
from quiz_service.wire.contests import ContestBody, ContestList, ContestReply, TodayReply
from quiz_service.wire.finals import FinalisationBody, FinalReply, OutlookReply
from services.chassis.acts import Done, perform
from services.chassis.audit import changes
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.contracts.events import ContestChanged
from services.kit import etag, outbox
from services.kit.bodies import parse_model
from services.kit.errors import FieldError, Invalid
from services.kit.streams import wait_until_drained

routes = router()


@routes.get("/v1/contests", response_model=ContestList)
@audience(Audience.EVERYONE)
async def get_contests(request: Request) -> Response:
    """All contests, the earliest first. The tag is of what they are: the server's time alone makes no new one."""
    engine = process_of(request).engine
    now = engine.clock.now()
    contests = sorted(engine.catalogue.contests.values(), key=lambda contest: (contest.opens_at, contest.id))
    page = ContestList(items=[ContestReply.of(contest, now) for contest in contests], next_cursor=None)
    timeless = page.model_dump_json(exclude_unset=True, exclude={"items": {"__all__": {"server_time"}}})
    body = page.model_dump_json(exclude_unset=True).encode()
    return etag.response(
        request, body, etag.of(timeless.encode()), {"Cache-Control": "no-cache", "Server-Time": now.isoformat()}
    )


@routes.get("/v1/contests/{contest_id}", response_model=ContestReply, response_model_exclude_none=True)
@audience(Audience.EVERYONE)
async def get_contest(request: Request, contest_id: str) -> ContestReply:
    """Rules, window, entries, and the server's time."""
    engine = process_of(request).engine
    return ContestReply.of(await engine.catalogue.contest(contest_id), engine.clock.now())


@routes.get("/v1/contests/{contest_id}/me", response_model=TodayReply, response_model_exclude_none=True)
@audience(Audience.PARTICIPANT)
async def get_today(request: Request, contest_id: str, caller: CallerOf) -> TodayReply:
    """Whether this participant may start, go on, or is done for today."""
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    async with engine.database.begin() as connection:
        now = await contest_now(connection)
    return TodayReply.of(await read_today(engine, contest, caller.subject_id, now), contest)


@routes.post("/v1/contests", status_code=201, response_model=ContestReply, response_model_exclude_none=True)
@audience(Audience.ORGANISER, act="contest.create")
async def post_contest(request: Request, caller: AdministratorOf, body: ContestBody) -> Response:
    """Create a contest for units that the caller administers. When this answers, every process accepts its sessions."""
    engine = process_of(request).engine

    async def create(transaction: AsyncConnection) -> Done:
        contest = await create_contest(transaction, body.contest(), caller.grants, body.owner_unit)
        return Done(_reply(engine, contest, 201), contest.id)

    return await _announced(request, await perform(request, create))


@routes.put(
    "/v1/contests/{contest_id}",
    response_model=ContestReply,
    response_model_exclude_none=True,
    openapi_extra=body_of(ContestBody),
)
@audience(Audience.ORGANISER, act="contest.change")
async def put_contest(request: Request, caller: AdministratorOf, contest_id: str) -> Response:
    """Change a contest; window start, zone, rules, entries and bank are fixed once somebody has started."""
    engine = process_of(request).engine
    known = await engine.catalogue.contest(contest_id)

    async def change(transaction: AsyncConnection) -> Done:
        await reach_over(transaction, caller.grants, known.owner_unit)
        body = await parse_model(request, ContestBody)
        if contest_id != body.id:
            raise Invalid(errors=[FieldError("/id", "differs", "与地址中的编号不一致。", "Differs from the address.")])
        before = await lock_contest(transaction, contest_id)
        changed = await change_contest(transaction, body.contest(), caller.grants, body.owner_unit)
        return Done(_reply(engine, changed, 200), changed.id, changes(before, changed, personal=("contacts",)))

    return await _announced(request, await perform(request, change))


@routes.post(
    "/v1/contests/{contest_id}/finalisation",
    response_model=FinalReply | OutlookReply,
    openapi_extra=body_of(FinalisationBody),
)
@audience(Audience.ORGANISER, act="contest.finalise")
async def post_finalisation(
    request: Request, caller: AdministratorOf, contest_id: str, *, dry_run: bool = False
) -> Response:
    """Declare the results final, after the end and when every session is settled; a repeat gets the same answer.

    Boards then no longer move, and the signed results are at `/v1/bulletins/{contest_id}/final`. While flags or
    withdrawals are open it needs their number and a reason. A dry run says what would be frozen and what is open.
    """

    async def finalise(transaction: AsyncConnection) -> Done:
        known = await process_of(request).engine.catalogue.contest(contest_id)
        await reach_over(transaction, caller.grants, known.owner_unit)
        body = await parse_model(request, FinalisationBody)
        contest = await finalise_contest(transaction, contest_id, caller.grants, body.despite())
        return Done(Response(FinalReply.of(contest).model_dump_json(), media_type="application/json"), contest.id)

    if dry_run:
        async with process_of(request).database.begin() as transaction:
            outlook = await look_ahead(transaction, contest_id, caller.grants)
        return Response(OutlookReply.of(outlook).model_dump_json(), media_type="application/json")
    return await _announced(request, await perform(request, finalise))


def _reply(engine: QuizEngine, contest: Contest, status: int) -> Response:
    content = ContestReply.of(contest, engine.clock.now()).model_dump_json(exclude_none=True)
    return Response(content, status, media_type="application/json")


async def _announced(request: Request, reply: Response) -> Response:
    """The reply to a write, once the other services have heard of it; without Redis they will hear later."""
    process = process_of(request)

    async def is_relayed() -> bool:
        async with process.database.begin() as connection:
            return await outbox.is_empty(connection, tables.outbox, ContestChanged.stream)

    await known_here(request, reply)
    await wait_until_drained(process.redis, [ContestChanged.stream], process.announce_within_s, first=is_relayed)
    return reply

"""Contests: what everybody may read, a participant's day, and what administrators write."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from quiz_service import tables
from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestNotFound
from quiz_service.memory.quiz import Quiz
from quiz_service.process import process_of
from quiz_service.use_cases.contests.finalise_contest import finalise_contest
from quiz_service.use_cases.contests.write_contest import change_contest, create_contest
from quiz_service.use_cases.sitting.read_today import read_today
from quiz_service.wire.contests import ContestBody, ContestList, ContestReply, FinalReply, TodayReply
from services.chassis import idempotency
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, CallerOf, audience, router
from services.chassis.shared import shared_of
from services.contracts.events import ContestChanged
from services.kit import etag, outbox
from services.kit.bodies import parse_model
from services.kit.database import shielded
from services.kit.errors import FieldError, Invalid
from services.kit.streams import wait_until_drained

BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ContestBody"}}},
    }
}

routes = router()


@routes.get("/v1/contests", response_model=ContestList)
@audience(Audience.EVERYONE)
async def get_contests(request: Request) -> Response:
    """All contests, the earliest first. The tag is of what they are: the server's time alone makes no new one."""
    quiz = process_of(request).quiz
    now = quiz.clock.now()
    contests = sorted(quiz.catalogue.contests.values(), key=lambda contest: (contest.opens_at, contest.id))
    page = ContestList(items=[ContestReply.of(contest, now) for contest in contests], next_cursor=None)
    timeless = page.model_dump_json(exclude_unset=True, exclude={"items": {"__all__": {"server_time"}}})
    body = page.model_dump_json(exclude_unset=True).encode()
    return etag.response(request, body, etag.of(timeless.encode()), {"Cache-Control": "no-cache"})


@routes.get("/v1/contests/{contest_id}", response_model=ContestReply, response_model_exclude_none=True)
@audience(Audience.EVERYONE)
async def get_contest(request: Request, contest_id: str) -> ContestReply:
    """Rules, window, entries, and the server's time."""
    quiz = process_of(request).quiz
    return ContestReply.of(await quiz.catalogue.contest(contest_id), quiz.clock.now())


@routes.get("/v1/contests/{contest_id}/me", response_model=TodayReply, response_model_exclude_none=True)
@audience(Audience.PARTICIPANT)
async def get_today(request: Request, contest_id: str, caller: CallerOf) -> TodayReply:
    """Whether this participant may start, go on, or is done for today."""
    quiz = process_of(request).quiz
    contest = await quiz.catalogue.contest(contest_id)
    async with quiz.database.begin() as connection:
        now = await contest_now(connection)
    today = await read_today(quiz, contest, UUID(caller.subject), now)
    return TodayReply(
        state=today.state,
        session_id=today.session_id,
        next_session_at=today.next_session_at,
        server_time=now.astimezone(contest.zone),
    )


@routes.post("/v1/contests", status_code=201, response_model=ContestReply, response_model_exclude_none=True)
@audience(Audience.ADMINISTRATOR, act="contest.create")
async def post_contest(request: Request, caller: CallerOf, body: ContestBody) -> Response:
    """Create a contest. When this answers, every process accepts its sessions and its boards."""
    quiz = process_of(request).quiz

    async def write() -> Response:
        async with quiz.database.begin() as transaction:

            async def create() -> Response:
                contest = await create_contest(transaction, body.contest())
                await shared_of(request).journal.done(transaction, request, contest.id)
                return _reply(quiz, contest, 201)

            return await idempotency.once(request, caller, transaction, tables.idempotency_keys, create)

    reply = await shielded(write())
    await quiz.catalogue.refresh()
    await _announced(request)
    return reply


@routes.put(
    "/v1/contests/{contest_id}",
    response_model=ContestReply,
    response_model_exclude_none=True,
    openapi_extra=BODY,
)
@audience(Audience.ADMINISTRATOR, act="contest.change")
async def put_contest(request: Request, contest_id: str) -> Response:
    """Change a contest; window start, zone, rules, entries and bank are fixed once somebody has started."""
    quiz = process_of(request).quiz
    await quiz.catalogue.contest(contest_id)
    body = await parse_model(request, ContestBody)
    if contest_id != body.id:
        raise Invalid(errors=[FieldError("/id", "differs", "与地址中的编号不一致。", "Differs from the address.")])

    async def write() -> Contest:
        async with quiz.database.begin() as transaction:
            changed = await change_contest(transaction, body.contest())
            await shared_of(request).journal.done(transaction, request, changed.id)
            return changed

    contest = await shielded(write())
    await quiz.catalogue.refresh()
    await _announced(request)
    return _reply(quiz, contest, 200)


@routes.post("/v1/contests/{contest_id}/finalisation", response_model=FinalReply)
@audience(Audience.ADMINISTRATOR, act="contest.finalise")
async def post_finalisation(request: Request, contest_id: str, caller: CallerOf) -> Response:
    """Declare the results final, after the end and when every session is settled; a repeat gets the same answer.

    Boards then no longer move, and the signed results are at `/v1/bulletins/{contest_id}/final`. A body is not read.
    """
    quiz = process_of(request).quiz

    async def write() -> Response:
        async with quiz.database.begin() as transaction:

            async def finalise() -> Response:
                contest = await finalise_contest(transaction, contest_id)
                await shared_of(request).journal.done(transaction, request, contest.id)
                content = FinalReply.of(contest).model_dump_json()
                return Response(content, media_type="application/json")

            return await idempotency.once(request, caller, transaction, tables.idempotency_keys, finalise)

    if "\x00" in contest_id:
        raise ContestNotFound
    reply = await shielded(write())
    await quiz.catalogue.refresh()
    await _announced(request)
    return reply


def _reply(quiz: Quiz, contest: Contest, status: int) -> Response:
    content = ContestReply.of(contest, quiz.clock.now()).model_dump_json(exclude_none=True)
    return Response(content, status, media_type="application/json")


async def _announced(request: Request) -> None:
    """Wait until the other services have heard of it; without Redis they will hear later."""
    quiz = process_of(request).quiz

    async def is_relayed() -> bool:
        async with quiz.database.begin() as connection:
            return await outbox.is_empty(connection, tables.outbox, ContestChanged.stream)

    process = process_of(request)
    await wait_until_drained(process.redis, [ContestChanged.stream], process.announce_within_s, first=is_relayed)

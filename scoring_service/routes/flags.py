"""The integrity review: organisers read, national administrators decide."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from scoring_service.domain.integrity import DECISIONS, State
from scoring_service.domain.ledger import HOLD, RELEASE, VOID
from scoring_service.queries.flags import read_flags
from scoring_service.use_cases.decide_flags import decide_flags
from scoring_service.use_cases.steps.admit import admit_to_contest
from scoring_service.use_cases.steps.find_flag import find_flag, find_flags
from scoring_service.wire.flags import (
    DEFAULT_LIMIT,
    LARGEST_LIMIT,
    DecisionBody,
    DecisionsBody,
    FlagPage,
    FlagReply,
    FlagsReply,
    flag_query,
)
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf
from services.kit import cursors, etag
from services.kit.bodies import parse_model

LIMIT = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
NO_STORE = {"Cache-Control": "no-store"}

routes = router()


@routes.get("/v1/flags/{contest_id}", response_model=FlagPage)
@audience(Audience.ORGANISER)
async def get_flags(
    request: Request,
    contest_id: str,
    caller: CallerOf,
    database: DatabaseOf,
    state: Annotated[str | None, Query(json_schema_extra={"enum": list(State)})] = None,
    limit: Annotated[str | None, Query(json_schema_extra=LIMIT)] = None,
    cursor: str | None = None,
) -> Response:
    """Sessions of one's own unit and of those below it that look implausible, in the order they were flagged."""
    async with database.begin() as transaction:
        _, reach = await admit_to_contest(transaction, contest_id, caller.grants)
        question = flag_query({"state": state, "limit": limit})
        after = None if cursor is None else cursors.decode_to(UUID, cursor)
        found = await read_flags(transaction, contest_id, reach, question.state, after, question.limit + 1)
    shown = found[: question.limit]
    next_cursor = cursors.encode(str(shown[-1].id)) if len(found) > len(shown) else None
    page = FlagPage(items=[FlagReply.of(flag) for flag in shown], next_cursor=next_cursor)
    body = page.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)


@routes.post("/v1/flags/{flag_id}/hold", response_model=FlagReply, openapi_extra=body_of(DecisionBody))
@audience(Audience.ADMINISTRATOR, act="flag.hold")
async def hold_flag(request: Request, flag_id: str) -> Response:
    """Take the session out of every sum until it is released. Its participant goes on seeing the own result."""
    return await _decide(request, flag_id, HOLD)


@routes.post("/v1/flags/{flag_id}/release", response_model=FlagReply, openapi_extra=body_of(DecisionBody))
@audience(Audience.ADMINISTRATOR, act="flag.release")
async def release_flag(request: Request, flag_id: str) -> Response:
    """Let a held or void session count again, until the contest is final."""
    return await _decide(request, flag_id, RELEASE)


@routes.post("/v1/flags/{flag_id}/void", response_model=FlagReply, openapi_extra=body_of(DecisionBody))
@audience(Audience.ADMINISTRATOR, act="flag.void")
async def void_flag(request: Request, flag_id: str) -> Response:
    """Take the session out of every sum, for good unless it is released before the contest is final."""
    return await _decide(request, flag_id, VOID)


@routes.post("/v1/flags/decisions", response_model=FlagsReply, openapi_extra=body_of(DecisionsBody))
@audience(Audience.ADMINISTRATOR, act="flag.decide")
async def decide_many(request: Request) -> Response:
    """Hold, release or void several flagged sessions for one reason: all of them, or none."""

    async def decide(transaction: AsyncConnection) -> Done:
        body = await parse_model(request, DecisionsBody)
        ids = sorted(set(body.ids))
        decided = await find_flags(transaction, ids)
        await decide_flags(transaction, decided, DECISIONS[body.act], body.reason, caller_of(request).subject_id)
        items = [FlagReply.of(flag) for flag in await find_flags(transaction, ids)]
        return Done(_json(FlagsReply(items=items)), f"{body.act} {len(ids)}: {' '.join(map(str, ids))}")

    return await perform(request, decide)


async def _decide(request: Request, flag_id: str, act: str) -> Response:
    async def decide(transaction: AsyncConnection) -> Done:
        flag = await find_flag(transaction, flag_id)
        body = await parse_model(request, DecisionBody)
        await decide_flags(transaction, [flag], DECISIONS[act], body.reason, caller_of(request).subject_id)
        return Done(_json(FlagReply.of(await find_flag(transaction, flag_id))), str(flag.id))

    return await perform(request, decide)


def _json(reply: BaseModel) -> Response:
    return Response(reply.model_dump_json(), media_type="application/json", headers=NO_STORE)

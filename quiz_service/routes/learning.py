"""What a participant looks back on and learns from: never scored, and nothing of a session that runs (I7)."""

from random import SystemRandom
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.contest import Contest
from quiz_service.domain.learning import Place
from quiz_service.process import process_of
from quiz_service.queries import crossed_out
from quiz_service.use_cases.learning.find_missed import find_missed
from quiz_service.use_cases.learning.list_own_sessions import list_own_sessions
from quiz_service.use_cases.learning.list_wrong_questions import list_wrong_questions
from quiz_service.use_cases.learning.practise import practise
from quiz_service.use_cases.learning.read_cards import read_cards
from quiz_service.use_cases.learning.read_mastery import read_mastery
from quiz_service.use_cases.learning.rehearse import rehearse
from quiz_service.use_cases.steps.read_record import read_record
from quiz_service.wire.cards import CardList, MasteryList
from quiz_service.wire.learning import (
    LearntQuestion,
    OwnSessionPage,
    OwnSessionReply,
    PracticeBody,
    PracticeReply,
    RehearsalReply,
    WrongQuestion,
    WrongQuestionPage,
)
from services.chassis.clock import contest_now
from services.chassis.routing import Audience, CallerOf, audience, body_of, router
from services.kit import cursors, etag
from services.kit.bodies import parse
from services.kit.errors import FieldError, Invalid

USUAL_LIMIT = 20
LARGEST_LIMIT = 100
PRACTICE = msgspec.json.Decoder(PracticeBody)
RANDOM = SystemRandom()

routes = router()


async def _contest_asked(request: Request, contest: str | None = None) -> Contest | None:
    """FastAPI calls this before it names faulty parameters, so that 404 comes before 422."""
    engine = process_of(request).engine
    return None if contest is None else await engine.catalogue.contest(contest)


ContestAsked = Annotated[Contest | None, Depends(_contest_asked)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT)]


@routes.get("/v1/me/sessions", response_model=OwnSessionPage)
@audience(Audience.PARTICIPANT)
async def get_own_sessions(
    request: Request,
    caller: CallerOf,
    contest: ContestAsked,
    limit: Limit = USUAL_LIMIT,
    cursor: str | None = None,
) -> Response:
    """The caller's sessions in one contest or in all, the newest first."""
    engine = process_of(request).engine
    before = _place(cursor)
    async with engine.database.begin() as connection:
        found = await list_own_sessions(engine, connection, UUID(caller.subject), contest, before, limit + 1)
    items = [
        OwnSessionReply.of(session, (await engine.catalogue.contest(session.contest_id)).zone)
        for session in found[:limit]
    ]
    last = Place(found[limit - 1].started_at, found[limit - 1].id) if len(found) > limit else None
    return _page(request, OwnSessionPage(items=items, next_cursor=_cursor(last)))


@routes.get("/v1/me/wrong-questions", response_model=WrongQuestionPage)
@audience(Audience.PARTICIPANT)
async def get_wrong_questions(
    request: Request,
    caller: CallerOf,
    contest: ContestAsked,
    limit: Limit = USUAL_LIMIT,
    cursor: str | None = None,
) -> Response:
    """What the caller answered wrongly or left out in finished sessions, the latest miss first."""
    engine = process_of(request).engine
    before = _place(cursor)
    async with engine.database.begin() as connection:
        record = await read_record(engine, connection, UUID(caller.subject), contest)
        gone = await crossed_out.read(connection, UUID(caller.subject))
    found = await list_wrong_questions(engine, record, gone, before, limit + 1)
    items = [WrongQuestion.of_missed(missed, question) for missed, question in found[:limit]]
    last = found[limit - 1][0].last.place if len(found) > limit else None
    return _page(request, WrongQuestionPage(items=items, next_cursor=_cursor(last)))


@routes.delete("/v1/me/wrong-questions/{question_id}", status_code=204)
@audience(Audience.PARTICIPANT)
async def delete_wrong_question(request: Request, question_id: str, caller: CallerOf) -> Response:
    """Cross a question out of the book; a later miss brings it back."""
    engine = process_of(request).engine
    async with engine.database.begin() as connection:
        record = await read_record(engine, connection, caller.subject_id, None)
    missed = await find_missed(engine, record, question_id)
    async with engine.database.begin() as transaction:
        await crossed_out.add(transaction, caller.subject_id, missed)
    return Response(status_code=204)


@routes.post("/v1/contests/{contest_id}/practice", response_model=PracticeReply, openapi_extra=body_of(PracticeBody))
@audience(Audience.PARTICIPANT)
async def post_practice(request: Request, contest_id: str, caller: CallerOf) -> Response:
    """Questions that the caller has met in finished sessions of the contest, drawn anew each time, with answers."""
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    body = await parse(request, PRACTICE)
    if body.category is not None and body.category not in engine.catalogue.banks[contest.bank_id].categories:
        raise Invalid(errors=[UNKNOWN_CATEGORY])
    async with engine.database.begin() as connection:
        record = await read_record(engine, connection, UUID(caller.subject), contest)
    questions = await practise(engine, record, contest, body.category, body.count, RANDOM)
    content = PracticeReply(items=[LearntQuestion.of(question) for question in questions]).model_dump_json()
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


@routes.post("/v1/contests/{contest_id}/rehearsal", response_model=RehearsalReply)
@audience(Audience.PARTICIPANT)
async def post_rehearsal(request: Request, contest_id: str) -> Response:
    """A paper to rehearse with before the opening, with its answers. It counts nowhere and is not kept."""
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    async with engine.database.begin() as connection:
        now = await contest_now(connection)
    await engine.catalogue.freshen()
    rules = contest.rules
    reply = RehearsalReply(
        items=[LearntQuestion.of(question) for question in rehearse(engine, contest, now, RANDOM)],
        time_limit_seconds=rules.time_limit_seconds,
        points_per_question=rules.points_per_question,
    )
    headers = {"Cache-Control": "no-store"}
    return Response(reply.model_dump_json(), headers=headers, media_type="application/json")


@routes.get("/v1/contests/{contest_id}/cards", response_model=CardList)
@audience(Audience.PARTICIPANT)
async def get_cards(request: Request, contest_id: str, caller: CallerOf, category: str | None = None) -> Response:
    """Knowledge cards of the day with their sources; nothing of a session of the caller that runs or may still come."""
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    if category is not None and category not in engine.catalogue.banks[contest.bank_id].categories:
        raise Invalid(errors=[UNKNOWN_CATEGORY])
    async with engine.database.begin() as connection:
        now = await contest_now(connection)
        record = await read_record(engine, connection, caller.subject_id, contest)
    cards = await read_cards(engine, record, contest, caller.subject_id, now)
    chosen = [each for each in cards if category in (None, each.category)]
    return _page(request, CardList.of(contest.day_of(now), chosen))


@routes.get("/v1/contests/{contest_id}/mastery", response_model=MasteryList)
@audience(Audience.PARTICIPANT)
async def get_mastery(request: Request, contest_id: str, caller: CallerOf) -> Response:
    """How much of each category the caller has got right, over the questions met in finished sessions."""
    engine = process_of(request).engine
    contest = await engine.catalogue.contest(contest_id)
    async with engine.database.begin() as connection:
        record = await read_record(engine, connection, caller.subject_id, contest)
    return _page(request, MasteryList.of(await read_mastery(engine, record)))


UNKNOWN_CATEGORY = FieldError("/category", "unknown-category", "题库中没有该类别。", "The bank has no such category.")


def _place(cursor: str | None) -> Place | None:
    return None if cursor is None else cursors.decode_to(Place.parse, cursor)


def _cursor(last: Place | None) -> str | None:
    return None if last is None else cursors.encode(str(last))


def _page(request: Request, reply: BaseModel) -> Response:
    body = reply.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "private, no-cache"})

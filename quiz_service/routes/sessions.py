"""The participant's path: start, look, save, hand in. Plain routes: these carry the opening minute."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.errors import SessionNotFound, TokenOutdated
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.process import process_of
from quiz_service.use_cases.sitting.hand_in import hand_in
from quiz_service.use_cases.sitting.save_answer import save_answer
from quiz_service.use_cases.sitting.start_session import start_session
from quiz_service.use_cases.steps.read_session import read_session
from quiz_service.wire import hot_replies as replies
from quiz_service.wire.sessions import HandInBody, ResultReply, SaveBody, SavedReply, SessionReply, StartBody
from services.chassis.plain import PreparedJson
from services.chassis.routing import Audience, audience, body_of, caller_of, header_of, issued_at_of, router
from services.kit.bodies import Body, parse
from services.kit.errors import Invalid
from services.kit.ids import uuid_of

routes = router()
PARTICIPANT = audience(Audience.PARTICIPANT, plain=True)
START = msgspec.json.Decoder(StartBody)
SAVE = msgspec.json.Decoder(SaveBody)
HAND_IN = msgspec.json.Decoder(HandInBody, strict=False)
SHOWN_ZONE = ZoneInfo("Asia/Shanghai")
"""Of instants in replies that name no contest."""
LATEST_MS = 253_370_764_800_000
"""The year 9999: what names a later time has no day, and is no session of ours."""
SAME_INSTANT_S = 0.000_01
"""The change of unit and its new token have one instant, which is rounded on its way here."""
SESSION_OR_RESULT = SessionReply | ResultReply


@routes.put(
    "/v1/sessions/{session_id}/answers/{position:int}",
    response_model=SavedReply,
    openapi_extra=body_of(SaveBody),
)
@PARTICIPANT
async def put_answer(request: Request) -> Response:
    """Save or change one answer of the running session; `[]` clears it."""
    engine = process_of(request).engine
    session_id, participant_id = _addressed(request)
    body = await _parse_own(request, SAVE, session_id, participant_id)
    position = request.path_params["position"]
    saved = await save_answer(
        engine, participant_id, session_id, position, body.choice, body.revision, request.scope["arrived"]
    )
    return PreparedJson(replies.saved_reply(saved.position, saved.choice, saved.deadline_at, saved.now, SHOWN_ZONE))


@routes.post(
    "/v1/sessions/{session_id}/submission",
    response_model=ResultReply,
    openapi_extra=body_of(HandInBody),
)
@PARTICIPANT
async def post_submission(request: Request) -> Response:
    """Hand in. Repeats and late hand-ins return the settled result."""
    engine = process_of(request).engine
    session_id, participant_id = _addressed(request)
    body = await _parse_own(request, HAND_IN, session_id, participant_id)
    traceparent = header_of(request, b"traceparent")
    now, session = await hand_in(
        engine, participant_id, session_id, body.answers, traceparent, request.scope["arrived"]
    )
    return await _session(engine, session, now)


@routes.post(
    "/v1/contests/{contest_id}/sessions",
    status_code=201,
    response_model=SessionReply,
    responses={200: {"model": SessionReply, "description": "The running session of today"}},
    openapi_extra=body_of(StartBody),
)
@PARTICIPANT
async def post_session(request: Request) -> Response:
    """Start today's session, or get the one that runs.

    A token from before a change of unit elsewhere is 401 `token-outdated`: the refreshed one names the unit that the
    profile shows.
    """
    engine = process_of(request).engine
    _refuse_outdated(request, engine)
    contest = await engine.catalogue.contest(request.path_params["contest_id"])
    body = await parse(request, START)
    opened = await start_session(engine, contest, caller_of(request), body.entry, request.scope["arrived"])
    return await _session(engine, opened.session, opened.now, status=201 if opened.is_new else 200)


@routes.get("/v1/sessions/{session_id}", response_model=SESSION_OR_RESULT)
@PARTICIPANT
async def get_session(request: Request) -> Response:
    """The session while it runs, its result afterwards."""
    engine = process_of(request).engine
    now, session = await read_session(engine, *_addressed(request))
    return await _session(engine, session, now)


def _refuse_outdated(request: Request, engine: QuizEngine) -> None:
    changed_at = engine.outdated.ended_at.get(caller_of(request).subject)
    if changed_at is not None and issued_at_of(request) < changed_at - SAME_INSTANT_S:
        raise TokenOutdated


def _addressed(request: Request) -> tuple[UUID, UUID]:
    """The session that is meant and the participant who asks. What is no id of ours names nothing."""
    try:
        session_id = uuid_of(request.path_params["session_id"])
    except ValueError as error:
        raise SessionNotFound from error
    number = session_id.int
    # RFC 9562 §5.7
    if number >> 76 & 0b1111 != 7 or number >> 62 & 0b11 != 0b10 or number >> 80 > LATEST_MS:  # noqa: PLR2004
        raise SessionNotFound
    return session_id, caller_of(request).subject_id


async def _parse_own(
    request: Request, decoder: "msgspec.json.Decoder[Body]", session_id: UUID, participant_id: UUID
) -> Body:
    """The body; a faulty one is named only to the owner of the session, everybody else gets 404 first."""
    try:
        return await parse(request, decoder)
    except Invalid:
        await read_session(process_of(request).engine, session_id, participant_id)
        raise


async def _session(engine: QuizEngine, session: Session, now: datetime, status: int = 200) -> Response:
    questions = await engine.catalogue.questions(session.paper)
    contest = await engine.catalogue.contest(session.contest_id)
    return PreparedJson(replies.session_reply(session, questions, now, contest, engine.option_key), status)

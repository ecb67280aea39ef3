"""What learners do: enrol, watch, and look at what counts."""

from random import SystemRandom
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from services.camp.process import process_of
from services.camp.queries.hot_beats import HotBeat
from services.camp.use_cases.enrol import enrol
from services.camp.use_cases.read_own import read_own
from services.camp.use_cases.steps.find import find_camp, find_lesson
from services.camp.use_cases.watch import Told, watch
from services.camp.wire.learning import EnrolmentBody, EnrolmentReply, OwnReply, WatchBody, WatchReply, watch_reply
from services.chassis.plain import PreparedJson
from services.chassis.routing import Audience, CallerOf, audience, body_of, caller_of, router
from services.chassis.shared import DatabaseOf, shared_of
from services.kit.bodies import parse, parse_model
from services.kit.database import shielded
from services.kit.errors import Invalid

routes = router()
RANDOM = SystemRandom()
WATCH = msgspec.json.Decoder(WatchBody)


@routes.post(
    "/v1/camps/{camp_id}/enrolments",
    status_code=201,
    response_model=EnrolmentReply,
    responses={200: {"model": EnrolmentReply, "description": "Enrolled already"}},
    openapi_extra=body_of(EnrolmentBody),
)
@audience(Audience.PARTICIPANT)
async def post_enrolment(request: Request, camp_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """Enrol for the region or the enterprise. The unit of today stays that of this camp; a repeat changes nothing."""
    await request.body()

    async def write() -> Response:
        async with database.begin() as transaction:
            await find_camp(transaction, camp_id)
            body = await parse_model(request, EnrolmentBody)
            enrolment, is_new = await enrol(transaction, camp_id, caller, body.entry)
        content = EnrolmentReply.of(enrolment).model_dump_json()
        return Response(content, 201 if is_new else 200, media_type="application/json")

    return await shielded(write())


@routes.put("/v1/lessons/{lesson_id}/watch", response_model=WatchReply, openapi_extra=body_of(WatchBody))
@audience(Audience.PARTICIPANT, plain=True)
async def put_watch(request: Request) -> Response:
    """Tell every 15 s where the player is. What the clock of the server proves is counted, whatever was sent.

    Now and then a lesson asks a question (`check`); until it is answered rightly nothing more counts.
    """
    lesson_id, learner = request.path_params["lesson_id"], caller_of(request).subject_id
    body = await _parse_for(request, lesson_id)
    told = body.told()
    if told.answer is None:
        beat = HotBeat(learner, lesson_id, told.position_ms, told.playing)
        beaten = await process_of(request).beats.submit(beat)
        if beaten is not None:
            return PreparedJson(watch_reply(beaten))
    return await _watch(request, lesson_id, learner, told)


async def _parse_for(request: Request, lesson_id: str) -> WatchBody:
    """The body; of a lesson that does not exist no fault is named."""
    try:
        return await parse(request, WATCH)
    except Invalid:
        async with shared_of(request).database.begin() as transaction:
            await find_lesson(transaction, lesson_id)
        raise


async def _watch(request: Request, lesson_id: str, learner: UUID, told: Told) -> Response:
    """By itself: where questions are asked, or the beat is to be refused."""

    async def write() -> Response:
        async with shared_of(request).database.begin() as transaction:
            camp, lesson = await find_lesson(transaction, lesson_id)
            watched = await watch(transaction, camp, lesson, learner, told, RANDOM)
        content = WatchReply.of(watched).model_dump_json(exclude_none=True)
        headers = {"Cache-Control": "no-store"}
        return Response(content, headers=headers, media_type="application/json")

    return await shielded(write())


@routes.get("/v1/camps/{camp_id}/me", response_model=OwnReply)
@audience(Audience.PARTICIPANT)
async def get_own(camp_id: str, caller: CallerOf, database: DatabaseOf) -> Response:
    """The caller's hours, lessons with what counts of them, and certificate."""
    async with database.begin() as transaction:
        own = await read_own(transaction, camp_id, caller.subject_id)
    headers = {"Cache-Control": "no-store"}
    return Response(OwnReply.of(own).model_dump_json(), headers=headers, media_type="application/json")

"""The programme of a camp: films, live lectures and their replays."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.camp.domain.camp import Lesson
from services.camp.domain.errors import LessonExists, LessonNotFound
from services.camp.queries import checks, programme
from services.camp.routes.writers import WRITERS, WriterOf
from services.camp.use_cases.steps.admit import admit_to_owner
from services.camp.use_cases.steps.find import find_camp, find_lesson
from services.camp.wire.camps import EditedLessonReply, LessonBody, LessonList, LessonReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.kit import etag
from services.kit.bodies import parse_model
from services.kit.errors import FieldError, Invalid

routes = router()


@routes.get("/v1/camps/{camp_id}/lessons", response_model=LessonList)
@audience(Audience.EVERYONE)
async def get_lessons(request: Request, camp_id: str, database: DatabaseOf) -> Response:
    """All lessons of a camp, in the order of its programme."""
    async with database.begin() as transaction:
        await find_camp(transaction, camp_id)
        lessons = await programme.read_lessons(transaction, camp_id)
    body = LessonList(items=[LessonReply.of(lesson) for lesson in lessons]).model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})


@routes.post(
    "/v1/camps/{camp_id}/lessons", status_code=201, response_model=LessonReply, openapi_extra=body_of(LessonBody)
)
@audience(Audience.ORGANISER, act="lesson.create")
async def post_lesson(request: Request, caller: WriterOf, camp_id: str) -> Response:
    """Add a lesson to a camp of the caller's unit or one below it."""

    async def create(transaction: AsyncConnection) -> Done:
        camp = await find_camp(transaction, camp_id)
        await admit_to_owner(transaction, caller.grants, camp.owner_unit, WRITERS)
        body = await parse_model(request, LessonBody)
        lesson = body.lesson(camp.id, body.id or str(uuid7()))
        if not await programme.add_lesson(transaction, lesson):
            raise LessonExists
        await checks.write(transaction, lesson.id, body.questions() or ())
        return Done(_reply(lesson, 201), lesson.id)

    return await perform(request, create)


@routes.get("/v1/camps/{camp_id}/lessons/{lesson_id}", response_model=EditedLessonReply)
@audience(Audience.ORGANISER)
async def get_lesson(
    request: Request, caller: WriterOf, camp_id: str, lesson_id: str, database: DatabaseOf
) -> Response:
    """A lesson with what it asks, for those who may change it."""
    async with database.begin() as transaction:
        camp, lesson = await find_lesson(transaction, lesson_id)
        if lesson.camp_id != camp_id:
            raise LessonNotFound
        await admit_to_owner(transaction, caller.grants, camp.owner_unit, WRITERS)
        questions = await checks.read(transaction, lesson.id)
    body = EditedLessonReply.of_edited(lesson, questions).model_dump_json().encode()
    return etag.response(request, body, etag.of(body), {"Cache-Control": "no-cache"})


@routes.put("/v1/camps/{camp_id}/lessons/{lesson_id}", response_model=LessonReply, openapi_extra=body_of(LessonBody))
@audience(Audience.ORGANISER, act="lesson.change")
async def put_lesson(request: Request, caller: WriterOf, camp_id: str, lesson_id: str) -> Response:
    """Change a lesson. What was counted of it stays."""

    async def change(transaction: AsyncConnection) -> Done:
        camp, known = await find_lesson(transaction, lesson_id)
        if known.camp_id != camp_id:
            raise LessonNotFound
        await admit_to_owner(transaction, caller.grants, camp.owner_unit, WRITERS)
        body = await parse_model(request, LessonBody)
        if body.id not in (None, lesson_id):
            raise Invalid(errors=[FieldError("/id", "differs", "与地址中的编号不一致。", "Differs from the address.")])
        lesson = body.lesson(camp.id, lesson_id)
        await programme.change_lesson(transaction, lesson)
        questions = body.questions()
        if questions is not None:
            await checks.write(transaction, lesson.id, questions)
        return Done(_reply(lesson, 200), lesson.id)

    return await perform(request, change)


def _reply(lesson: Lesson, status: int) -> Response:
    return Response(LessonReply.of(lesson).model_dump_json(), status, media_type="application/json")

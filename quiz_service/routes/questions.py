"""One question: read, written anew, approved by a second person (R1.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.authoring import Authored
from quiz_service.process import known_here
from quiz_service.routes.editors import EditorOf, ReaderOf, ReviewerOf, reach_of
from quiz_service.use_cases.bank.approve_question import approve_question
from quiz_service.use_cases.bank.edit_question import edit_question
from quiz_service.use_cases.bank.read_statistics import read_statistics
from quiz_service.use_cases.steps.find_question import find_question
from quiz_service.wire.bank import AuthoredQuestion, QuestionBody, question_reply
from quiz_service.wire.statistics import StatisticsReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import EDITOR, REVIEWER
from services.kit.bodies import parse_object
from services.kit.errors import IfMatchMissing

IF_MATCH = {"parameters": [{"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}]}
IF_MATCH_OR_NOT = {
    "parameters": [{"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}}]
}

routes = router()


@routes.get("/v1/questions/{question_id}", response_model=AuthoredQuestion)
@audience(Audience.ORGANISER, act="question.read")
async def get_question(caller: ReaderOf, database: DatabaseOf, question_id: str, bank: str | None = None) -> Response:
    """The newest version, with key and explanation. `bank` is needed where several banks have the id."""
    async with database.begin() as connection:
        return question_reply(await find_question(connection, question_id, bank, reach_of(caller, EDITOR, REVIEWER)))


@routes.get("/v1/questions/{question_id}/statistics", response_model=StatisticsReply)
@audience(Audience.ORGANISER)
async def get_statistics(caller: ReaderOf, database: DatabaseOf, question_id: str, bank: str | None = None) -> Response:
    """Difficulty, discrimination and what the options draw, by version, from finished sessions."""
    async with database.begin() as connection:
        known = await find_question(connection, question_id, bank, reach_of(caller, EDITOR, REVIEWER))
        found = await read_statistics(connection, known.bank_id, [known.question.id])
    reply = StatisticsReply.of(known, found[known.question.id])
    return Response(reply.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json")


@routes.put(
    "/v1/questions/{question_id}", response_model=AuthoredQuestion, openapi_extra=body_of(QuestionBody) | IF_MATCH
)
@audience(Audience.ORGANISER, act="question.edit")
async def put_question(request: Request, caller: EditorOf, question_id: str, bank: str | None = None) -> Response:
    """A new version as a draft; the published one stays in use until the draft is approved.

    Needs `If-Match`: missing it is 428, and 412 when there is a newer version than the one it names.
    """

    async def edit(transaction: AsyncConnection) -> Done:
        known = await find_question(transaction, question_id, bank, reach_of(caller, EDITOR), lock=True)
        if "if-match" not in request.headers:
            raise IfMatchMissing
        cells = await parse_object(request)
        return _done(await edit_question(transaction, known, cells, request.headers["if-match"], caller.subject))

    return await perform(request, edit)


@routes.post("/v1/questions/{question_id}/approve", response_model=AuthoredQuestion, openapi_extra=IF_MATCH_OR_NOT)
@audience(Audience.ORGANISER, act="question.approve")
async def post_approve(request: Request, caller: ReviewerOf, question_id: str, bank: str | None = None) -> Response:
    """Publish what another wrote. With `If-Match`, only if that is still the newest version. A body is not read."""

    async def approve(transaction: AsyncConnection) -> Done:
        known = await find_question(transaction, question_id, bank, reach_of(caller, REVIEWER), lock=True)
        return _done(await approve_question(transaction, known, caller.subject, request.headers.get("if-match")))

    return await known_here(request, await perform(request, approve))


def _done(authored: Authored) -> Done:
    return Done(question_reply(authored), f"{authored.bank_id} {authored.question.id} {authored.version}")

"""Question banks as a whole: who has which, what they hold, approvals, for editors and reviewers only (I7)."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.domain.authoring import State
from quiz_service.domain.bank import Bank
from quiz_service.process import known_here
from quiz_service.queries import banks, owned_banks
from quiz_service.routes.editors import FounderOf, KeeperOf, ReaderOf, ReviewerOf, reach_of
from quiz_service.use_cases.bank.approve_questions import approve_questions
from quiz_service.use_cases.bank.create_bank import create_bank
from quiz_service.use_cases.bank.read_statistics import read_bank_statistics
from quiz_service.use_cases.steps.find_bank import find_bank
from quiz_service.wire.bank import ApprovalsBody, ApprovalsReply, AuthoredPage, AuthoredQuestion
from quiz_service.wire.banks import BankBody, BankList, BankReply
from quiz_service.wire.statistics import StatisticsPage, StatisticsReply
from services.chassis.acts import Done, perform
from services.chassis.routing import Audience, audience, body_of, router
from services.chassis.shared import DatabaseOf
from services.contracts.grants import ADMINISTRATOR, EDITOR, REVIEWER
from services.kit import cursors, etag
from services.kit.bodies import parse_model

USUAL_LIMIT = 50
LARGEST_LIMIT = 200
JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT)]

routes = router()


@routes.post("/v1/banks", status_code=201, response_model=BankReply, openapi_extra=body_of(BankBody))
@audience(Audience.ORGANISER, act="bank.create")
async def post_bank(request: Request, caller: FounderOf) -> Response:
    """An empty bank of a unit: its editors and reviewers, and those of the units above, work on it."""

    async def create(transaction: AsyncConnection) -> Done:
        body = await parse_model(request, BankBody)
        reach = reach_of(caller, EDITOR, ADMINISTRATOR)
        bank = await create_bank(transaction, Bank(body.id, body.title, body.owner_unit), reach)
        return Done(Response(BankReply.of(bank).model_dump_json(), 201, media_type=JSON), bank.id)

    return await known_here(request, await perform(request, create))


@routes.get("/v1/banks", response_model=BankList)
@audience(Audience.ORGANISER)
async def get_banks(request: Request, caller: KeeperOf, database: DatabaseOf) -> Response:
    """The banks of the caller's units and of those below, each with how many questions it holds."""
    reach = reach_of(caller, EDITOR, REVIEWER, ADMINISTRATOR)
    async with database.begin() as connection:
        found = await owned_banks.read_banks(connection, reach.units, is_national=reach.is_national)
    body = BankList(items=[BankReply.of(each) for each in found]).model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)


@routes.get("/v1/banks/{bank_id}/statistics", response_model=StatisticsPage)
@audience(Audience.ORGANISER)
async def get_bank_statistics(
    request: Request,
    caller: ReaderOf,
    database: DatabaseOf,
    bank_id: str,
    limit: Limit = USUAL_LIMIT,
    cursor: str | None = None,
) -> Response:
    """What the answers say of every question of the bank, in the order of ids."""
    async with database.begin() as connection:
        await find_bank(connection, bank_id, reach_of(caller, EDITOR, REVIEWER))
        after = None if cursor is None else cursors.decode(cursor)
        found = await read_bank_statistics(connection, bank_id, after, limit + 1)
    last = found[limit - 1][0].question.id if len(found) > limit else None
    page = StatisticsPage(
        items=[StatisticsReply.of(known, versions) for known, versions in found[:limit]],
        next_cursor=None if last is None else cursors.encode(last),
    )
    body = page.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)


@routes.post("/v1/banks/{bank_id}/approvals", response_model=ApprovalsReply, openapi_extra=body_of(ApprovalsBody))
@audience(Audience.ORGANISER, act="questions.approve")
async def post_approvals(request: Request, caller: ReviewerOf, bank_id: str) -> Response:
    """Publish many drafts that others wrote, as after an import: all of them, or with a refused one none."""

    async def approve(transaction: AsyncConnection) -> Done:
        await find_bank(transaction, bank_id, reach_of(caller, REVIEWER))
        versions = (await parse_model(request, ApprovalsBody)).versions
        await approve_questions(transaction, bank_id, versions, caller.subject)
        reply = ApprovalsReply(approved=sorted(versions))
        return Done(Response(reply.model_dump_json(), media_type=JSON), " ".join([bank_id, *versions]))

    return await known_here(request, await perform(request, approve))


@routes.get("/v1/banks/{bank_id}/questions", response_model=AuthoredPage)
@audience(Audience.ORGANISER, act="questions.read")
async def get_questions(
    request: Request,
    caller: ReaderOf,
    database: DatabaseOf,
    bank_id: str,
    state: State | None = None,
    category: str | None = None,
    q: str | None = None,
    limit: Limit = USUAL_LIMIT,
    cursor: str | None = None,
) -> Response:
    """The newest version of each question, in the order of ids; `q` is looked for in id and stem."""
    async with database.begin() as connection:
        await find_bank(connection, bank_id, reach_of(caller, EDITOR, REVIEWER))
        after = None if cursor is None else cursors.decode(cursor)
        found = await banks.list_questions(
            connection, bank_id, state=state, category=category, text=q, after=after, limit=limit + 1
        )
    last = found[limit - 1].question.id if len(found) > limit else None
    page = AuthoredPage(
        items=[AuthoredQuestion.of(each) for each in found[:limit]],
        next_cursor=None if last is None else cursors.encode(last),
    )
    body = page.model_dump_json().encode()
    return etag.response(request, body, etag.of(body), NO_STORE)

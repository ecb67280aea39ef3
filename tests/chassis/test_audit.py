"""What the record of privileged acts keeps: what was changed, what failed inside, and what was read (I15)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from quiz_service.tables import shared as tables
from services.chassis.access import AccessCopy
from services.chassis.acts import Done, perform
from services.chassis.audit import Entry, Journal, breaches, changes, record
from services.chassis.routing import Audience, add_routes, audience, router
from services.chassis.tokens import Verifier
from services.kit import problems
from services.kit.database import Database
from services.kit.errors import Conflict, Unavailable
from tests.support import tokens

routes = router()


@dataclass(frozen=True)
class Thing:
    name: str
    size: int
    contact: str


BEFORE, AFTER = Thing("旧", 1, "13800000000"), Thing("新", 1, "13900000000")


@routes.post("/things/{how}")
@audience(Audience.ORGANISER, act="thing.change")
async def post_thing(request: Request, how: str) -> Response:
    async def change(_transaction: AsyncConnection) -> Done:
        if how != "well":
            raise {"conflict": Conflict(), "down": Unavailable()}.get(how, ZeroDivisionError("secret"))
        return Done(Response("{}", media_type="application/json"), "thing", changes(BEFORE, AFTER, ("contact",)))

    return await perform(request, change)


@routes.get("/things/{how}")
@audience(Audience.ORGANISER, act="thing.read")
async def get_thing(how: str) -> dict[str, str]:
    if how == "conflict":
        raise Conflict
    return {}


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url, application_name="test", hot_connections=1)
    await opened.open()
    async with opened.begin() as transaction:
        await transaction.execute(tables.audit.delete())
    yield opened
    await opened.close()


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    add_routes(app, routes)
    access, journal = AccessCopy(database, tables.access), Journal(database, tables.audit)
    verifier = Verifier(tokens.public_keys())
    app.state.shared = SimpleNamespace(
        database=database, verifier=verifier, access=access, journal=journal, tables=tables
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        client.headers.update(tokens.headers(tokens.organiser()))
        yield client


async def recorded(database: Database) -> list[tuple[str, str, str, Any]]:
    audit = tables.audit.c
    async with database.begin() as connection:
        query = sa.select(audit.act, audit.target, audit.outcome, audit.change).order_by(audit.number)
        rows = (await connection.execute(query)).all()
    return [(row.act, row.target, row.outcome, json.loads(row.change or "null")) for row in rows]


async def test_a_change_is_recorded_with_old_and_new_but_without_personal_data(
    client: httpx.AsyncClient, database: Database
) -> None:
    await client.post("/things/well")

    change = {"name": ["旧", "新"], "contact": None}
    assert await recorded(database) == [("thing.change", "thing", "done", change)]


async def test_an_act_that_fails_inside_leaves_a_record(client: httpx.AsyncClient, database: Database) -> None:
    reply = await client.post("/things/badly")

    assert (reply.status_code, "secret" in reply.text) == (500, False)
    assert await recorded(database) == [("thing.change", "/things/badly", "internal-error", None)]


async def test_an_act_that_could_not_be_tried_leaves_none(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.post("/things/down")).status_code == 503
    assert await recorded(database) == []


async def test_a_read_that_matters_is_recorded_like_its_refusal(client: httpx.AsyncClient, database: Database) -> None:
    replies = [await client.get("/things/well?x=1"), await client.get("/things/conflict")]

    assert [reply.status_code for reply in replies] == [200, 409]
    assert [each[:3] for each in await recorded(database)] == [
        ("thing.read", "/things/well", "read"),
        ("thing.read", "/things/conflict", "conflict"),
    ]


async def test_the_chain_covers_what_was_changed(database: Database) -> None:
    async with database.begin() as transaction:
        await record(transaction, tables.audit, Entry("a", "thing.change", "t", change='{"size": [1, 2]}'))
        whole = await breaches(transaction, tables.audit)
        await transaction.execute(tables.audit.update().values(change='{"size": [1, 3]}'))
        bent = await breaches(transaction, tables.audit)
        await transaction.rollback()

    assert whole == []
    assert bent == ["quiz.audit: record 1 or the one before it was changed"]


async def test_of_a_change_too_long_only_the_names_are_kept(database: Database) -> None:
    journal = Journal(database, tables.audit)
    request = Request({"type": "http", "headers": [], "caller": tokens.organiser(), "act": "thing.change"})
    async with database.begin() as transaction:
        await journal.done(transaction, request, "thing", {"text": ["", "长" * 30_000]})

    assert (await recorded(database))[0][3] == {"text": None}

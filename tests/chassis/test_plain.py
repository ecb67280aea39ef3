"""Plain routes go first, and answer like every other route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx
import msgspec
import prometheus_client
import pytest
from starlette.requests import Request
from starlette.responses import Response

from services.chassis import application, routing
from services.chassis.plain import PreparedJson
from services.chassis.settings import ProcessSettings
from services.chassis.tokens import Verifier
from services.kit.bodies import parse
from services.kit.errors import NotFound
from tests.support import tokens


class Body(msgspec.Struct, forbid_unknown_fields=True):
    value: int


BODY = msgspec.json.Decoder(Body)
routes = routing.router()


@routes.post("/things/{number:int}")
@routing.audience(routing.Audience.PARTICIPANT, plain=True)
async def post_thing(request: Request) -> Response:
    body = await parse(request, BODY)
    if body.value == 404:
        raise NotFound
    if body.value == 500:
        raise ZeroDivisionError("secret")
    return PreparedJson(b'{"sum":%d}' % (request.path_params["number"] + body.value), 201)


@asynccontextmanager
async def no_resources(_app: object) -> AsyncIterator[None]:
    yield


@pytest.fixture(params=[(), ("https://shop.example",)], ids=["own origin", "other origins"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    settings = ProcessSettings(
        database_url="",
        redis_url="",
        allowed_origins=request.param,
    )
    app = application.create("Plain", settings, [routes], no_resources)
    app.state.shared = SimpleNamespace(verifier=Verifier(tokens.public_keys()))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plain") as http:
        yield http


def head() -> dict[str, str]:
    return tokens.headers(tokens.participant())


async def test_path_and_body_reach_a_plain_endpoint(client: httpx.AsyncClient) -> None:
    reply = await client.post("/things/40", json={"value": 2}, headers=head())

    assert (reply.status_code, reply.json()) == (201, {"sum": 42})
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Length"] == str(len(reply.content))


async def test_a_body_may_come_in_pieces(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"val'
        yield b'ue":1}'

    reply = await client.post("/things/1", content=pieces(), headers=head())

    assert reply.json() == {"sum": 2}


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [(404, 404, "not-found"), (500, 500, "internal-error"), ("x", 422, "invalid-request")],
)
async def test_what_a_plain_endpoint_raises_becomes_a_problem_document(
    client: httpx.AsyncClient, value: object, status: int, code: str
) -> None:
    reply = await client.post("/things/1", json={"value": value}, headers=head())

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in reply.text


async def test_the_guard_comes_before_the_body(client: httpx.AsyncClient) -> None:
    nobody = await client.post("/things/1", content=b"{")
    organiser = await client.post("/things/1", content=b"{", headers=tokens.headers(tokens.organiser()))

    assert (nobody.status_code, organiser.status_code) == (401, 403)


async def test_other_methods_and_paths_go_the_usual_way(client: httpx.AsyncClient) -> None:
    assert (await client.get("/things/1", headers=head())).status_code == 405
    assert (await client.post("/things/one", json={"value": 1}, headers=head())).status_code == 404


async def test_plain_requests_are_counted_by_their_template(client: httpx.AsyncClient) -> None:
    labels = {"method": "POST", "route": "/things/{number:int}", "status": "201"}
    before = prometheus_client.REGISTRY.get_sample_value("contest_requests_total", labels) or 0

    await client.post("/things/7", json={"value": 1}, headers=head())

    assert prometheus_client.REGISTRY.get_sample_value("contest_requests_total", labels) == before + 1


async def test_a_page_of_an_admitted_origin_may_read_the_reply() -> None:
    settings = ProcessSettings(
        database_url="",
        redis_url="",
        allowed_origins=("https://shop.example",),
    )
    app = application.create("Plain", settings, [routes], no_resources)
    app.state.shared = SimpleNamespace(verifier=Verifier(tokens.public_keys()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://plain") as client:
        reply = await client.post("/things/1", json={"value": 1}, headers={**head(), "Origin": "https://shop.example"})

    assert reply.headers["Access-Control-Allow-Origin"] == "https://shop.example"

"""Bodies of requests: one kind of JSON everywhere, faults with their whole path, nothing that no database can hold."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from services.chassis.routing import Audience, add_routes, audience, body_of, router
from services.kit import problems
from services.kit.bodies import parse, parse_model, parse_object


class StructHeader(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    contact_phone: str = ""


class Struct(msgspec.Struct, forbid_unknown_fields=True):
    header: StructHeader = StructHeader()
    names: dict[str, str] = {}


class Header(BaseModel):
    model_config = ConfigDict(extra="forbid")

    contact_phone: str = ""


class Model(BaseModel):
    header: Header = Header()


DECODER = msgspec.json.Decoder(Struct)
WAYS = ["struct", "model", "object", "framework"]
routes = router()


@routes.post("/struct")
@audience(Audience.EVERYONE)
async def post_struct(request: Request) -> Any:
    return msgspec.to_builtins((await parse(request, DECODER)).header)


@routes.post("/model", openapi_extra=body_of(Model))
@audience(Audience.EVERYONE)
async def post_model(request: Request) -> Mapping[str, Any]:
    return (await parse_model(request, Model)).header.model_dump()


@routes.post("/object")
@audience(Audience.EVERYONE)
async def post_object(request: Request) -> Mapping[str, Any]:
    return dict((await parse_object(request)).get("header", {}))


@routes.post("/framework")
@audience(Audience.EVERYONE)
async def post_framework(body: Model) -> Mapping[str, Any]:
    return body.header.model_dump()


@routes.get("/echo/{name}")
@audience(Audience.EVERYONE)
async def get_echo(name: str, q: str = "") -> Mapping[str, Any]:
    return {"name": name, "q": q}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    add_routes(app, routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        yield client


async def send(client: httpx.AsyncClient, way: str, content: bytes) -> httpx.Response:
    return await client.post(f"/{way}", content=content, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("way", WAYS)
async def test_a_byte_order_mark_before_json_does_no_harm(client: httpx.AsyncClient, way: str) -> None:
    reply = await send(client, way, b'\xef\xbb\xbf{"header": {"contact_phone": "1"}}')

    assert (reply.status_code, reply.json()) == (200, {"contact_phone": "1"})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", [b"\\u0000", b"a\\ud83d", b"\\udc00\\ud83d", b"\\uD800"])
async def test_a_text_that_no_database_holds_is_named_with_its_place(
    client: httpx.AsyncClient, way: str, text: bytes
) -> None:
    reply = await send(client, way, b'{"header": {"contact_phone": "' + text + b'"}}')

    assert reply.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in reply.json()["errors"]] == [
        ("/header/contact_phone", "unusable-character")
    ]


@pytest.mark.parametrize("way", WAYS)
async def test_an_escaped_pair_of_halves_is_a_character(client: httpx.AsyncClient, way: str) -> None:
    reply = await send(client, way, b'{"header": {"contact_phone": "\\ud83e\\ude77 \\\\u0000"}}')

    assert (reply.status_code, reply.json()) == (200, {"contact_phone": "\U0001fa77 \\u0000"})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"header": {"contact_phone": "\xff"}}',
        b'{"header": {"contact_phone": "\xed\xa0\x80"}}',
        '{"header": {}}'.encode("utf-16"),
    ],
)
async def test_what_is_no_json_is_said_to_be_none(client: httpx.AsyncClient, way: str, content: bytes) -> None:
    reply = await send(client, way, content)

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid-request")
    assert [(fault["pointer"], fault["code"]) for fault in reply.json()["errors"]] == [("", "json-invalid")]


@pytest.mark.parametrize("way", ["struct", "model", "framework"])
async def test_a_fault_in_a_field_called_header_has_its_whole_path(client: httpx.AsyncClient, way: str) -> None:
    reply = await send(client, way, b'{"header": {"contact_phone": 5}}')

    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/header/contact_phone"]


async def test_a_fault_in_an_entry_is_named_by_what_holds_it(client: httpx.AsyncClient) -> None:
    reply = await send(client, "struct", b'{"names": {"one": 5}}')

    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/names"]


async def test_u0000_in_an_address_is_the_name_of_nothing(client: httpx.AsyncClient) -> None:
    reply = await client.get("/echo/a%00b?q=%00")

    assert reply.json() == {"name": "a\N{REPLACEMENT CHARACTER}b", "q": "\N{REPLACEMENT CHARACTER}"}


def test_the_described_body_holds_what_its_model_refers_to() -> None:
    body = body_of(Model)["requestBody"]

    header = body["content"]["application/json"]["schema"]["properties"]["header"]
    assert header["properties"]["contact_phone"]["type"] == "string"
    assert body["required"] is False

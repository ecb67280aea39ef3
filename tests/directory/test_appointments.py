"""Organisers over HTTP (R4.3, I8)."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.tokens import Caller
from services.contracts.grants import Grant
from services.directory.tables import idempotency_keys, organisers
from services.kit.database import Database
from tests.directory.builders import ask_for_token, caller_of
from tests.directory.ways import Ways
from tests.support.tokens import headers, organiser, participant

NATIONAL = organiser()
PROVINCE = organiser(unit="370000")
PASSWORD = "a password of my own"


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "威海市应急管理局", "unit": "371000", "role": "organiser", "kind": "client", **changes}


async def appoint(
    client: httpx.AsyncClient, caller: Caller = PROVINCE, key: str = "", **changes: Any
) -> httpx.Response:
    sent = headers(caller) | ({"Idempotency-Key": key} if key else {})
    return await client.post("/v1/organisers", json=body(**changes), headers=sent)


async def remove(client: httpx.AsyncClient, organiser_id: str, caller: Caller = PROVINCE) -> int:
    return (await client.delete(f"/v1/organisers/{organiser_id}", headers=headers(caller))).status_code


async def listed(client: httpx.AsyncClient, caller: Caller, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        reply = await client.get("/v1/organisers", params={**query, **cursor}, headers=headers(caller))
        assert reply.status_code == 200, reply.text
        items += reply.json()["items"]
        if reply.json()["next_cursor"] is None:
            return items
        cursor = {"cursor": reply.json()["next_cursor"]}


async def test_an_appointed_client_signs_in_with_what_was_shown_once(client: httpx.AsyncClient) -> None:
    """R4.3"""
    reply = await appoint(client)

    shown = reply.json()
    assert (reply.status_code, reply.headers["cache-control"]) == (201, "no-store")
    assert set(shown) == {"id", "name", "unit", "role", "kind", "client_id", "client_secret"}
    credentials = {name: shown[name] for name in ("client_id", "client_secret")}
    token = (await ask_for_token(client, grant_type="client_credentials", **credentials)).json()["access_token"]
    assert caller_of(token).subject == shown["id"]
    assert caller_of(token).grants == (Grant("organiser", "371000"),)


async def test_an_appointed_person_chooses_a_password_through_the_link_once(ways: Ways) -> None:
    """R4.3"""
    with ways.at("192.0.2.1") as client:
        shown = (await appoint(client, kind="person")).json()
        token = shown["setup_link"].partition("#")[2]
        setup = {"setup_token": token, "password": PASSWORD}

        outcomes = await asyncio.gather(*(client.post("/v1/auth/password-setups", json=setup) for _ in range(5)))

        assert set(shown) == {"id", "name", "unit", "role", "kind", "username", "setup_link", "setup_expires_at"}
        assert sorted(each.status_code for each in outcomes) == [200, 401, 401, 401, 401]
        assert {each.json().get("code") for each in outcomes} == {None, "setup-link-invalid"}
        assert next(each.json() for each in outcomes if each.status_code == 200) == {"username": shown["username"]}
        signed_in = await ask_for_token(client, grant_type="password", username=shown["username"], password=PASSWORD)
        assert caller_of(signed_in.json()["access_token"]).subject == shown["id"]


async def test_a_set_up_link_that_is_old_wrong_or_of_a_removed_person_is_refused(ways: Ways, admin: Database) -> None:
    with ways.at("192.0.2.1") as client:
        old, gone = [(await appoint(client, kind="person")).json() for _ in range(2)]
        assert await remove(client, gone["id"]) == 204
        async with admin.begin() as transaction:
            expired = organisers.update().where(organisers.c.id == old["id"]).values(setup_expires_at=sa.func.now())
            await transaction.execute(expired)

        tokens = [old["setup_link"].partition("#")[2], gone["setup_link"].partition("#")[2], "made-up", "长"]
        replies = [
            await client.post("/v1/auth/password-setups", json={"setup_token": each, "password": PASSWORD})
            for each in tokens
        ]
        short = await client.post("/v1/auth/password-setups", json={"setup_token": "x", "password": "short"})

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(401, "setup-link-invalid")] * 4
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/password")


async def test_a_removed_organiser_cannot_sign_in_and_a_repeat_changes_nothing(client: httpx.AsyncClient) -> None:
    """R4.3"""
    shown = (await appoint(client)).json()
    credentials = {name: shown[name] for name in ("client_id", "client_secret")}

    outcomes = [await remove(client, shown["id"]) for _ in range(2)]

    assert outcomes == [204, 204]
    assert (await ask_for_token(client, grant_type="client_credentials", **credentials)).status_code == 401
    assert shown["id"] not in {each["id"] for each in await listed(client, NATIONAL)}


async def test_a_list_shows_those_below_ones_own_unit_page_by_page(client: httpx.AsyncClient) -> None:
    """I8"""
    below = [(await appoint(client, NATIONAL, unit=unit)).json()["id"] for unit in ("371000", "371002", "370100")]
    await appoint(client, NATIONAL, unit="370000")
    await appoint(client, NATIONAL, unit="440100")

    found = await listed(client, PROVINCE, limit=2)

    ids = [each["id"] for each in found]
    assert ids == sorted(set(ids))
    assert set(below) <= set(ids)
    assert {each["unit"][:2] for each in found} == {"37"}
    assert "370000" not in {each["unit"] for each in found}
    assert set(found[0]) == {"id", "name", "unit", "role", "kind", "grants"}
    assert {each["unit"] for each in await listed(client, NATIONAL)} >= {"370000", "440100"}
    tag = (await client.get("/v1/organisers", headers=headers(PROVINCE))).headers["etag"]
    again = await client.get("/v1/organisers", headers=headers(PROVINCE) | {"If-None-Match": tag})
    assert again.status_code == 304


async def test_a_foreign_unit_an_unknown_one_and_ones_own_are_the_same_404(client: httpx.AsyncClient) -> None:
    """I8"""
    replies = [await appoint(client, unit=unit) for unit in ("440000", "CN", "370000", "999999", "长", "CE-015")]

    bodies = [{name: value for name, value in reply.json().items() if name != "request_id"} for reply in replies]
    assert [reply.status_code for reply in replies] == [404] * 6
    assert all(each == bodies[0] for each in bodies)


async def test_a_foreign_organiser_and_an_unknown_one_are_the_same_404(client: httpx.AsyncClient) -> None:
    """I8"""
    foreign, equal = [(await appoint(client, NATIONAL, unit=unit)).json()["id"] for unit in ("440100", "370000")]

    outcomes = [await remove(client, each) for each in (foreign, equal, str(uuid.uuid4()), "none", NATIONAL.subject)]

    assert outcomes == [404] * 5
    assert {foreign, equal} <= {each["id"] for each in await listed(client, NATIONAL)}


@pytest.mark.parametrize(
    ("caller", "role", "status"),
    [
        (NATIONAL, "administrator", 201),
        (NATIONAL, "editor", 201),
        (NATIONAL, "reviewer", 201),
        (PROVINCE, "administrator", 201),
        (PROVINCE, "organiser", 201),
        (PROVINCE, "reporter", 201),
        (PROVINCE, "editor", 201),
        (PROVINCE, "reviewer", 201),
        (organiser("organiser", "370000"), "organiser", 201),
        (organiser("organiser", "370000"), "reporter", 201),
        (organiser("organiser", "370000"), "administrator", 403),
        (organiser("organiser", "370000"), "editor", 403),
        (organiser("reporter", "370000"), "reporter", 403),
        (organiser("editor", "CN"), "editor", 403),
        (organiser("organiser", "CN"), "administrator", 403),
    ],
)
async def test_nobody_gives_more_than_they_may(
    client: httpx.AsyncClient, caller: Caller, role: str, status: int
) -> None:
    """R4.3"""
    assert (await appoint(client, caller, role=role)).status_code == status


async def test_refusals_come_in_their_order(client: httpx.AsyncClient) -> None:
    """401, 403, 404, 422."""
    bad = b"{not json"

    statuses = [
        (await client.post("/v1/organisers", content=bad)).status_code,
        (await client.post("/v1/organisers", content=bad, headers=headers(participant()))).status_code,
        (await client.post("/v1/organisers", content=bad, headers=headers(organiser("editor")))).status_code,
        (await appoint(client, unit="440000", name="", role="king", score=5)).status_code,
        (await client.post("/v1/organisers", content=bad, headers=headers(PROVINCE))).status_code,
    ]

    assert statuses == [401, 403, 403, 404, 422]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"name": " "}, "/name"), ({"role": "king"}, "/role"), ({"kind": "robot"}, "/kind"), ({"id": "x"}, "/id"),
     ({"unit": 5}, "/unit")],
)  # fmt: skip
async def test_a_faulty_body_is_refused_with_a_pointer(
    client: httpx.AsyncClient, change: dict[str, Any], pointer: str
) -> None:
    reply = await appoint(client, **change)

    assert (reply.status_code, [each["pointer"] for each in reply.json()["errors"]]) == (422, [pointer])


async def test_a_repeat_with_its_key_gets_the_same_secret_which_is_stored_sealed(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """I10"""
    key = uuid.uuid4().hex
    first, second = [await appoint(client, key=key) for _ in range(2)]

    other = await appoint(client, key=key, name="另一个")

    async with admin.begin() as transaction:
        stored = (await transaction.execute(sa.select(idempotency_keys.c.body))).scalars().all()
    assert first.content == second.content
    assert (second.status_code, second.headers["cache-control"]) == (201, "no-store")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert all(first.json()["client_secret"].encode() not in each for each in stored)


async def test_racing_requests_with_one_key_appoint_one(client: httpx.AsyncClient) -> None:
    """I10"""
    key = uuid.uuid4().hex

    replies = await asyncio.gather(*(appoint(client, key=key) for _ in range(10)))

    ids = {reply.json()["id"] for reply in replies if reply.status_code == 201}
    assert len(ids) == 1
    assert {reply.status_code for reply in replies} <= {201, 409}

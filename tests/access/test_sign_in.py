"""Signing in as phones and back offices do: over nginx, at the real directory, against doubles that are servers."""

import asyncio
import itertools
import json
from typing import Any

import pytest

from tests.access.running import OWNER, Running, offered
from tests.directory.test_passwords import RIGHT
from tests.directory.ways import new_phone
from tests.support import tokens
from tests.support.http_server import Said
from tests.support.wechat import ACCOUNT, MINI

_subjects = itertools.count(1)


def subject() -> str:
    return f"gateway-{next(_subjects)}"


async def new_person(running: Running) -> str:
    """The name of an organiser with a password, made through the set-up link."""
    sent = running.headers(tokens.organiser())
    body = {"name": "王五", "unit": "370000", "role": "organiser", "kind": "person"}
    shown = (await running.ask("POST", "/v1/organisers", body, headers=sent)).json()
    chosen = {"setup_token": shown["setup_link"].partition("#")[2], "password": RIGHT}
    assert (await running.ask("POST", "/v1/auth/password-setups", chosen)).status_code == 200
    return str(shown["username"])


async def new_client(running: Running) -> dict[str, str]:
    sent = running.headers(tokens.organiser())
    body = {"name": "后台", "unit": "370000", "role": "organiser", "kind": "client"}
    shown = (await running.ask("POST", "/v1/organisers", body, headers=sent)).json()
    return {name: shown[name] for name in ("client_id", "client_secret")}


async def code_for(running: Running, phone: str, address: str = OWNER) -> str:
    asked = await running.ask("POST", "/v1/auth/sms-codes", {"phone": phone}, address=address)
    assert asked.status_code == 202, asked.text
    return running.sms.last_code(phone)


async def body_of(running: Running, way: str) -> dict[str, Any]:
    if way in APPS:
        code = running.wechat.issue(APPS[way], f"o-{subject()}")
        return {"grant_type": "wechat", "app_id": APPS[way], "code": code}
    if way == "sms":
        phone = new_phone()
        return {"grant_type": "sms", "phone": phone, "code": await code_for(running, phone)}
    if way == "refresh":
        first = await running.token(grant_type="development", subject=subject())
        return {"grant_type": "refresh", "refresh_token": first.json()["refresh_token"]}
    if way == "client credentials":
        return {"grant_type": "client_credentials", **await new_client(running)}
    if way == "password":
        return {"grant_type": "password", "username": await new_person(running), "password": RIGHT}
    return {
        "assertion": {"grant_type": "assertion", "assertion": running.trusted_app.vouch(subject())},
        "development": {"grant_type": "development", "subject": subject()},
    }[way]


APPS = {"mini program": MINI[0], "official account": ACCOUNT[0]}
PARTICIPANTS = ("mini program", "official account", "sms", "assertion", "refresh", "development")
ORGANISERS = ("password", "client credentials")


@pytest.mark.parametrize("way", [*PARTICIPANTS, *ORGANISERS])
async def test_each_way_of_signing_in_works_over_the_gateway(running: Running, way: str) -> None:
    """R4.1 R4.3"""
    reply = await running.token(**await body_of(running, way))

    assert reply.status_code == 200, reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    assert ("refresh_token" in reply.json()) == (way in PARTICIPANTS)
    headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}
    own = "/v1/me" if way in PARTICIPANTS else "/v1/organisers"
    assert (await running.ask("GET", own, headers=headers)).status_code == 200


@pytest.mark.parametrize("way", ["mini program", "sms", "assertion"])
async def test_what_may_be_used_once_is_refused_the_second_time(running: Running, way: str) -> None:
    """R4.1"""
    body = await body_of(running, way)

    replies = [await running.token(**body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [200, 401]


async def test_a_wechat_that_is_away_is_a_503_and_tokens_go_on_working(running: Running) -> None:
    """R4.1"""
    signed_in = await running.token(**await body_of(running, "mini program"))
    with offered(running.wechat, broken=Said(b"", 502)):
        refused = await running.token(**await body_of(running, "mini program"))
        refreshed = await running.token(grant_type="refresh", refresh_token=signed_in.json()["refresh_token"])

    assert (refused.status_code, refused.json()["code"]) == (503, "wechat-unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert refreshed.status_code == 200


async def test_a_thousand_wrong_passwords_from_many_addresses_do_not_lock_the_owner_out(running: Running) -> None:
    """R4.3: each address has its own tries, told by the gateway."""
    username = await new_person(running)
    body = {"grant_type": "password", "username": username, "password": "wrong"}

    outcomes = await _from_many_addresses(running, body)

    assert set(outcomes) == {401, 429}
    assert outcomes.count(401) == 5 * ADDRESSES  # five tries each, then the wait
    assert (await running.token(**{**body, "password": RIGHT})).status_code == 200


async def test_a_thousand_wrong_codes_from_many_addresses_do_not_lock_the_owner_out(running: Running) -> None:
    """R4.1"""
    phone = new_phone()
    code = await code_for(running, phone)
    body = {"grant_type": "sms", "phone": phone, "code": "000000" if code != "000000" else "000001"}

    outcomes = await _from_many_addresses(running, body)

    assert set(outcomes) == {401}
    assert (await running.token(**{**body, "code": code})).status_code == 200


async def test_one_address_soon_has_to_wait(running: Running) -> None:
    """R4.3"""
    username = await new_person(running)
    body = {"grant_type": "password", "username": username, "password": "wrong"}

    outcomes = [(await running.token("127.9.9.9", **body)).status_code for _ in range(7)]

    assert outcomes == [401] * 5 + [429] * 2


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"])
async def test_what_a_client_says_of_its_address_is_not_believed(running: Running, name: str) -> None:
    """R4.3: neither are tries gained by it, nor are those of the owner used up."""
    username = await new_person(running)
    body = {"grant_type": "password", "username": username, "password": "wrong"}

    async def claims_to_be(address: str) -> int:
        value = f"for={address}" if name == "Forwarded" else address
        reply = await running.ask("POST", "/v1/auth/token", body, address="127.8.8.8", headers={name: value})
        return reply.status_code

    fresh = [await claims_to_be(f"203.0.113.{number}") for number in range(6)]
    owners = [await claims_to_be(OWNER) for _ in range(6)]

    assert fresh == [401] * 5 + [429]
    assert owners == [429] * 6
    assert (await running.token(**{**body, "password": RIGHT})).status_code == 200


async def test_a_stolen_refresh_token_ends_the_whole_family(running: Running) -> None:
    """R4.1: the thief was first, the owner comes back after the repeat window, and neither goes on."""
    stolen = (await running.token(grant_type="development", subject=subject())).json()["refresh_token"]
    by_thief = (await running.token("127.5.5.5", grant_type="refresh", refresh_token=stolen)).json()["refresh_token"]
    repeated = (await running.token(grant_type="refresh", refresh_token=stolen)).json()["refresh_token"]
    await running.execute("UPDATE directory.refresh_tokens SET used_at = used_at - interval '61 s'")

    by_owner = await running.token(grant_type="refresh", refresh_token=stolen)
    thief_again = await running.token("127.5.5.5", grant_type="refresh", refresh_token=by_thief)

    assert repeated == by_thief
    assert (by_owner.status_code, thief_again.status_code) == (401, 401)


ADDRESSES = 100


async def _from_many_addresses(running: Running, body: dict[str, Any]) -> list[int]:
    """A thousand tries, ten from each address."""

    async def tries(number: int) -> list[int]:
        content = json.dumps(body)
        async with running.at(f"127.77.{number // 250}.{number % 250 + 1}") as client:
            sent = {"Content-Type": "application/json"}
            return [(await client.post("/v1/auth/token", content=content, headers=sent)).status_code for _ in range(10)]

    found: list[int] = []
    for start in range(0, ADDRESSES, 20):
        for outcomes in await asyncio.gather(*(tries(number) for number in range(start, start + 20))):
            found += outcomes
    return found


async def test_the_public_keys_verify_what_was_issued_and_hold_nothing_private(running: Running) -> None:
    """R4.1"""
    keys = (await running.ask("GET", "/v1/auth/jwks.json")).json()["keys"]

    assert keys
    assert all("d" not in key for key in keys)

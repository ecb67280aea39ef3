"""Every bad token at every service, over HTTP: 401 with one problem each."""

import asyncio

import httpx
import pytest

from tests.access.running import Running
from tests.chassis.bad_tokens import BAD_TOKENS, token

PLACES = {
    "directory": "/v1/organisers",
    "quiz": "/v1/me/sessions",
    "scoring": "/v1/progress/safety-month-2026/370000",
    "reporting": "/v1/obligations",
    "camp": "/v1/camps/escape-drill-2026/me",
}


def sendable(text: str) -> bytes:
    """What a client can put into a header: no line ends, and nothing beyond bytes."""
    return (b"Bearer " + text.encode("utf-8", "replace").replace(b"\x00", b"%00")).strip()


@pytest.mark.parametrize("service", PLACES)
async def test_every_bad_token_is_refused_with_one_problem(running: Running, service: str) -> None:
    """R4.3: the tokens are signed with the key of the running system, but for what is bad in them."""
    assert len(BAD_TOKENS) >= 40
    async with running.at() as client:

        async def ask(bad: str) -> httpx.Response:
            return await client.get(PLACES[service], headers={b"Authorization": sendable(bad)})  # type: ignore[dict-item]

        replies = dict(zip(BAD_TOKENS, await asyncio.gather(*map(ask, BAD_TOKENS.values())), strict=True))
        good = await ask(token({"sub": "01a20d30-871a-73aa-a72d-cedadb06c27a"}))

    told = {name: (reply.status_code, reply.json().get("code")) for name, reply in replies.items()}
    assert {name: said for name, said in told.items() if said != (401, "unauthenticated")} == {}
    assert all("errors" not in reply.json() for reply in replies.values())
    assert good.status_code in (200, 403)


@pytest.mark.parametrize("service", PLACES)
@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer  x", "Token x", "", "Bearer x, Bearer y"])
async def test_other_credentials_are_none(running: Running, service: str, header: str) -> None:
    reply = await running.ask("GET", PLACES[service], headers={"Authorization": header})

    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
    assert reply.headers["WWW-Authenticate"] == "Bearer"

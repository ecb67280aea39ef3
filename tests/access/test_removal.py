"""Rights end within two seconds on the running system, and with erasure a participant's sign-in (R4.3, R4.4)."""

import asyncio
import time

import httpx

from tests.access.running import Running
from tests.support import tokens

WITHIN_S = 2.0
CONTEST = "safety-month-2026"
PLACES = {
    "directory": ("GET", "/v1/organisers"),
    "quiz": ("POST", "/v1/contests"),
    "scoring": ("GET", f"/v1/progress/{CONTEST}/370000"),
    "reporting": ("GET", "/v1/obligations"),
    "camp": ("POST", "/v1/camps"),
}


async def appointed(running: Running) -> tuple[str, dict[str, str]]:
    """A national administrator as a client: id, and the header of the token."""
    national = running.headers(tokens.organiser())
    body = {"name": "测试", "unit": "CN", "role": "administrator", "kind": "client"}
    shown = (await running.ask("POST", "/v1/organisers", body, headers=national)).json()
    credentials = {name: shown[name] for name in ("client_id", "client_secret")}
    signed_in = await running.token(grant_type="client_credentials", **credentials)
    return shown["id"], {"Authorization": f"Bearer {signed_in.json()['access_token']}"}


async def statuses(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, int]:
    """422 where the body is what is wrong, so far does the caller get."""
    return {
        service: (
            await client.request(method, path, json={} if method == "POST" else None, headers=headers)
        ).status_code
        for service, (method, path) in PLACES.items()
    }


async def test_a_removed_organiser_is_refused_by_every_service_within_two_seconds(running: Running) -> None:
    """R4.3"""
    organiser_id, headers = await appointed(running)
    async with running.at() as client:
        before = await statuses(client, headers)
        national = running.headers(tokens.organiser())
        assert (await client.delete(f"/v1/organisers/{organiser_id}", headers=national)).status_code == 204
        removed = time.monotonic()
        while set((after := await statuses(client, headers)).values()) != {403}:
            assert time.monotonic() - removed < 10, after
            await asyncio.sleep(0.02)
        seconds = time.monotonic() - removed

    assert before == {"directory": 200, "quiz": 422, "scoring": 200, "reporting": 200, "camp": 422}
    assert seconds < WITHIN_S


async def test_an_erased_participant_cannot_go_on_by_an_old_sign_in(running: Running) -> None:
    """R4.4"""
    signed_in = (await running.token(grant_type="development", subject="to be erased")).json()
    headers = {"Authorization": f"Bearer {signed_in['access_token']}"}

    erased = await running.ask("DELETE", "/v1/me", headers=headers)
    profile = await running.ask("GET", "/v1/me", headers=headers)
    refreshed = await running.token(grant_type="refresh", refresh_token=signed_in["refresh_token"])
    again = (await running.token(grant_type="development", subject="to be erased")).json()

    assert erased.status_code == 204
    assert profile.status_code in (401, 404)
    assert refreshed.status_code == 401
    new = await running.ask("GET", "/v1/me", headers={"Authorization": f"Bearer {again['access_token']}"})
    assert new.json()["nickname"] is None

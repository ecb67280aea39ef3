"""An organiser ends a contest, declares its results final and waits until they are frozen."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import httpx

from services.chassis.tokens import Signer
from tests.containers.topology import Topology
from tests.support.tokens import organiser

FINAL_WITHIN_S, FROZEN_WITHIN_S = 300.0, 120.0
"""A session of which the hand-in was lost and the start was not ends at its deadline; only then is all settled."""


def office(system: Topology) -> dict[str, str]:
    token = Signer(system.variables["CONTEST_TOKEN_SIGNING_KEYS"]).sign(organiser(), 3600)
    return {"Authorization": f"Bearer {token}"}


async def end(system: Topology, contest: str) -> None:
    """Nobody begins any more."""
    place, headers = f"/v1/contests/{contest}", office(system)
    known = (await system.gateway.get(place)).json()
    known["closes_at"] = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    changed = await system.gateway.put(place, json=known, headers=headers)
    assert changed.is_success, changed.text


async def declare_final(system: Topology, contest: str) -> int:
    """As soon as every session is settled, whatever flags are open; how many sessions count."""
    place, headers, body = f"/v1/contests/{contest}/finalisation", office(system), {}
    until = time.monotonic() + FINAL_WITHIN_S
    while True:
        reply = await system.gateway.post(place, json=body, headers=headers)
        if reply.is_success:
            return int(reply.json()["sessions"])
        problem = reply.json()
        if problem["code"] == "decisions-open":
            body = {"despite_open": problem["open"], "reason": "a rehearsal of machines, not of people"}
        assert time.monotonic() < until, reply.text
        assert problem["code"] in {"decisions-open", "contest-not-over", "sessions-unsettled"}, reply.text
        await asyncio.sleep(1)


async def frozen(system: Topology, contest: str, within_s: float = FROZEN_WITHIN_S) -> int | None:
    """How many sessions the signed results hold; None where they are not frozen in time."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        reply = await system.gateway.get(f"/v1/bulletins/{contest}/final")
        if reply.is_success:
            return int(reply.json()["results"]["sessions"])
        assert reply.status_code in {httpx.codes.NOT_FOUND, httpx.codes.SERVICE_UNAVAILABLE}, reply.text
        await asyncio.sleep(1)
    return None

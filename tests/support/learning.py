"""Learning on a running system with its clock turned: hours pass in seconds, beat by beat, over HTTP."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.support.contest import ContestSystem

BEAT_S = 60
"""As much as counts of a silence."""
TOO_MANY = 429


@dataclass
class TurnedClock:
    """The contest's clock, so many seconds ahead of real time."""

    connection: asyncpg.Connection
    ahead_s: int = 0

    async def pass_by(self, seconds: int) -> None:
        self.ahead_s += seconds
        await self.connection.execute("UPDATE kit.clock SET ahead = make_interval(secs => $1)", self.ahead_s)


@asynccontextmanager
async def turned_clock(system: ContestSystem) -> AsyncIterator[TurnedClock]:
    """Right again when the block ends."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    try:
        yield TurnedClock(connection)
    finally:
        await connection.execute("UPDATE kit.clock SET ahead = '0'")
        await connection.close()


async def learn(system: ContestSystem, token: str, clock: TurnedClock, hours: float) -> dict[str, Any]:
    """Enrol in the shipped camp and watch its lessons, one after the other: what the last reply says."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=system.url, headers=headers, timeout=20) as client:
        enrolled = await client.post(f"/v1/camps/{CAMP_ID}/enrolments", json={"entry": "region"})
        assert enrolled.status_code in (200, 201), enrolled.text
        lessons = (await client.get(f"/v1/camps/{CAMP_ID}/lessons")).json()["items"]
        for lesson in itertools.cycle(lessons):
            for position_ms in range(0, lesson["duration_ms"] + BEAT_S * 1000, BEAT_S * 1000):
                shown = await _beat(client, lesson["id"], position_ms)
                if shown["lesson_hours"] >= hours:
                    return shown
                await clock.pass_by(BEAT_S)
    raise AssertionError("a cycle has no end")


async def _beat(client: httpx.AsyncClient, lesson: str, position_ms: int) -> dict[str, Any]:
    body = {"position_ms": position_ms, "state": "playing"}
    while (reply := await client.put(f"/v1/lessons/{lesson}/watch", json=body)).status_code == TOO_MANY:
        await asyncio.sleep(0.3)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json()
    assert "check" not in shown
    return shown

"""The process of the camp is killed under beats and likes: no second and no like is lost or doubled (R6.11).

Whoever gets no answer asks again, as clients do.
"""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.camp.use_cases.load_shipped_camp import CAMP_ID
from tests.faults.test_kills import kill
from tests.support.contest import ContestSystem
from tests.system.people import organiser, participant

LESSON = "escape-drill-cpr"
KILLS, SECONDS_BETWEEN = 3, 3.0
FASTER = 50
"""So much faster than the clock these players claim to be: what counts is the clock's."""
BEAT_EVERY_S = 0.25
UNANSWERED_S = 60
MOST_MS_CUT_BY_A_BEAT = 1


@dataclass
class Learner:
    """`asked` and `told` are the instants around each beat that was answered, `totals` what was answered."""

    client: httpx.AsyncClient
    began: float = field(default_factory=time.monotonic)
    asked: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    async def beat(self) -> None:
        position = int((time.monotonic() - self.began) * 1000 * FASTER)
        body = {"position_ms": position, "state": "playing"}
        at, reply = await _answered(self.client, "PUT", f"/v1/lessons/{LESSON}/watch", body)
        self.asked.append(at)
        self.told.append(time.monotonic())
        self.totals.append(reply["total_counted_ms"])

    async def learn(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            await self.beat()
            await asyncio.sleep(BEAT_EVERY_S)

    def check(self) -> None:
        """Between the first beat and the last all time counts, once."""
        at_least = (self.asked[-1] - self.told[0]) * 1000 - len(self.totals) * MOST_MS_CUT_BY_A_BEAT
        at_most = (self.told[-1] - self.asked[0]) * 1000
        assert self.totals == sorted(self.totals)
        assert self.totals[0] == 0
        assert at_least <= self.totals[-1] <= at_most


async def test_a_killed_process_loses_and_doubles_no_second_and_no_like(system: ContestSystem) -> None:
    work = await asyncio.to_thread(_published, system)
    clients = [_client(system, participant(system, region_unit="371002").headers) for _ in range(16)]
    learners = [Learner(each) for each in clients[:4]]
    for each in learners:
        (await each.client.post(f"/v1/camps/{CAMP_ID}/enrolments", json={"entry": "region"})).raise_for_status()
    ended = asyncio.Event()

    acts = [asyncio.create_task(each.learn(ended)) for each in learners]
    acts += [asyncio.create_task(_change_ones_mind(each, work, ended)) for each in clients[4:]]
    for _ in range(KILLS):
        await asyncio.sleep(SECONDS_BETWEEN)
        kill(system, "camp")
    await asyncio.sleep(SECONDS_BETWEEN)
    ended.set()
    await asyncio.gather(*acts)

    for each in learners:
        each.check()
    last = [await _answered(each, "PUT", f"/v1/works/{work}/like") for each in clients[4:]]
    assert last[-1][1] == {"likes": len(clients[4:]), "liked": True}
    await asyncio.gather(*(each.aclose() for each in clients))
    verified = await asyncio.to_thread(system.run, "verify")
    assert verified.returncode == 0, verified.stdout


async def _change_ones_mind(client: httpx.AsyncClient, work: str, ended: asyncio.Event) -> None:
    while not ended.is_set():
        method = random.choice(("PUT", "DELETE"))
        _, reply = await _answered(client, method, f"/v1/works/{work}/like")
        assert reply["liked"] is (method == "PUT")
        await asyncio.sleep(random.uniform(0.1, 0.5))


async def _answered(
    client: httpx.AsyncClient, method: str, path: str, body: object = None
) -> tuple[float, dict[str, Any]]:
    """When the request that was answered went out, and its answer."""
    until = time.monotonic() + UNANSWERED_S
    content = {} if body is None else {"json": body}
    while time.monotonic() < until:
        at = time.monotonic()
        try:
            reply = await client.request(method, path, **content)  # type: ignore[arg-type]
        except httpx.HTTPError:
            continue
        if reply.status_code == httpx.codes.OK:
            return at, dict(reply.json())
        assert reply.status_code in (429, 502, 503, 504), reply.text
        await asyncio.sleep(0.2)
    raise AssertionError("no answer")


def _client(system: ContestSystem, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=system.url, headers=headers, timeout=20)


def _published(system: ContestSystem) -> str:
    author, reviewer = participant(system, region_unit="371002"), organiser(system, "reviewer")
    author.call("POST", f"/v1/camps/{CAMP_ID}/enrolments", json={"entry": "region"})
    topics: Sequence[str] = author.call("GET", f"/v1/camps/{CAMP_ID}").json()["topics"]
    body = {
        "title": f"作品 {uuid.uuid4().hex[:6]}",
        "topic": topics[0],
        "media": {"url": "https://films.example/kills"},
        "consent": True,
        "original": True,
    }
    work = json.loads(author.call("POST", f"/v1/camps/{CAMP_ID}/works", json=body).text)["id"]
    assert author.call("POST", f"/v1/works/{work}/submit").status_code == 200
    assert reviewer.call("POST", f"/v1/works/{work}/publish", json={}).status_code == 200
    return str(work)

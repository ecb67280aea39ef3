"""I2: a hand-in that reached the gateway in time is in time, though the host of the process asked has vanished."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

import httpx

from services.chassis.tokens import Signer
from tests.cluster import report
from tests.cluster.finals import office
from tests.cluster.healing import seed_of_now
from tests.cluster.history import ENTRY, HandIn, History
from tests.cluster.hosts import ON_HOSTS, QUIZ
from tests.cluster.judge import doubled, row_of
from tests.cluster.scene import HostsScene
from tests.support.tokens import participant

PEOPLE = 24
LIMIT_S, LOST_BEFORE_S, LAST_MOMENT_S = 10, 1.2, 1.0
"""The time limit; how long before its end a host vanishes, and how long before it everybody hands in."""

pytestmark = ON_HOSTS


async def short_contest(scene: HostsScene, name: str) -> None:
    """One with a limit of a few seconds."""
    known = (await scene.system.gateway.get("/v1/contests/safety-month-2026")).json()
    now = datetime.now(UTC)
    known |= {
        "id": name,
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(hours=1)).isoformat(),
        "rules": {
            "questions_per_session": 5,
            "points_per_question": 1,
            "time_limit_seconds": LIMIT_S,
            "sessions_per_day": 1,
        },
    }
    made = await scene.system.gateway.post("/v1/contests", json=known, headers=office(scene.system))
    assert made.is_success, made.text


async def hand_in_at_the_last_moment(client: httpx.AsyncClient, history: History) -> None:
    token = Signer(history.signing_keys).sign(participant(), 600)
    headers = {"Authorization": f"Bearer {token}"}
    began = time.monotonic()
    reply = await client.post(f"/v1/contests/{history.contest}/sessions", json=ENTRY, headers=headers)
    assert reply.is_success, reply.text
    session = reply.json()
    await asyncio.sleep(began + session["remaining_ms"] / 1000 - LAST_MOMENT_S - time.monotonic())
    reply = await client.post(f"/v1/sessions/{session['id']}/submission", json={}, headers=headers)
    assert reply.is_success, reply.text
    result = reply.json()
    history.hand_ins.append(HandIn(session["id"], result["score"], time.monotonic(), headers))
    if result["finish_reason"] != "submitted":
        history.late.append(session["id"])


async def played(scene: HostsScene, name: str, seed: int) -> History:
    await short_contest(scene, name)
    history = History(scene.system.variables["CONTEST_TOKEN_SIGNING_KEYS"], name, random.Random(seed))
    async with httpx.AsyncClient(base_url=scene.system.gateway.base_url, timeout=20) as client:
        playing = [asyncio.create_task(hand_in_at_the_last_moment(client, history)) for _ in range(PEOPLE)]
        await asyncio.sleep(LIMIT_S - LOST_BEFORE_S)
        scene.network.lose(QUIZ[0])
        await asyncio.gather(*playing)
    scene.network.bring_back(QUIZ[0])
    return history


async def tell(scene: HostsScene, fault: str, history: History, seed: int, *, is_control: bool) -> None:
    lost, twice = len(await history.lost(scene.system.gateway)), await doubled(scene.system)
    report.tell(row_of(fault, history, seed, lost=lost, doubled=twice, differences=0, is_control=is_control))
    assert (lost, twice) == (0, 0)
    assert len(history.hand_ins) == PEOPLE
    assert max(each.at for each in history.hand_ins) - min(each.at for each in history.hand_ins) > LAST_MOMENT_S


async def test_a_hand_in_that_came_in_time_is_in_time_at_the_second_process(scene: HostsScene) -> None:
    seed = seed_of_now()

    history = await played(scene, "in-time", seed)

    await tell(scene, "quiz host lost at the deadline", history, seed, is_control=False)
    assert history.late == []


async def test_by_the_clock_of_the_second_process_it_would_have_been_late(scene: HostsScene) -> None:
    """The control: processes that believe no gateway."""
    seed = seed_of_now()
    scene.system.added = {"CONTEST_GATEWAY_ADDRESSES": ""}
    for replica in (1, 2):
        await scene.system.stop("quiz", replica)
        await scene.system.start("quiz", replica, scene.system.processes["quiz", replica][0])
    await asyncio.gather(*(scene.system.until_ready("quiz", replica) for replica in (1, 2)))

    history = await played(scene, "too-late", seed)

    await tell(scene, "the same by the second process's clock", history, seed, is_control=True)
    assert history.late

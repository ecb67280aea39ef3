"""Under overload new starts are refused at once, and nothing that has begun."""

import asyncio
import time
from pathlib import Path

from tests.gateway.gateway import Upstream, running_gateway

START = "/v1/contests/safety-month/sessions"
HAND_IN = "/v1/sessions/018f0000-0000-7000-8000-000000000000/submission"
STREAM = "/v1/leaderboards/safety-month/region/events"


async def test_starts_beyond_the_bound_are_refused_at_once_with_a_retry_after(folder: Path) -> None:
    async with running_gateway(folder, Upstream(delay_seconds=1.0), starts_at_once=4) as client:
        began = time.monotonic()
        waiting = [asyncio.create_task(client.post(START, json={})) for _ in range(12)]
        refused = [
            reply for reply in [await each for each in asyncio.as_completed(waiting)] if reply.status_code == 503
        ]
        elapsed = time.monotonic() - began

    assert len(refused) == 8
    assert {reply.json()["code"] for reply in refused} == {"service-unavailable"}
    assert all(1 <= int(reply.headers["Retry-After"]) <= 3 for reply in refused)
    assert elapsed < 5


async def test_hand_ins_are_never_refused_with_the_starts(folder: Path) -> None:
    async with running_gateway(folder, Upstream(delay_seconds=0.5), starts_at_once=1) as client:
        starts = [asyncio.create_task(client.post(START, json={})) for _ in range(6)]
        hand_ins = await asyncio.gather(*[client.post(HAND_IN, json={}) for _ in range(20)])
        await asyncio.gather(*starts)

    assert {reply.status_code for reply in hand_ins} == {200}


async def test_streams_leave_room_for_those_who_play(folder: Path) -> None:
    async with running_gateway(folder, Upstream(delay_seconds=1.0), worker_connections=64) as client:
        streams = [asyncio.create_task(client.get(STREAM)) for _ in range(24)]
        await asyncio.sleep(0.3)
        hand_in = await client.post(HAND_IN, json={})
        replies = await asyncio.gather(*streams)

    assert hand_in.status_code == 200
    assert sorted(reply.status_code for reply in replies) == [200] * 16 + [503] * 8
    assert {reply.json()["code"] for reply in replies if reply.status_code == 503} == {"service-unavailable"}

"""A process that is silent is left after three seconds, and the next one hears how long that was (I2, R6.8)."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tests.gateway.gateway import Upstream, running_gateway

SAVE = "/v1/sessions/s/answers/1"
FOREVER_S = 60


def waited(request: str) -> float | None:
    found = re.search(r"^X-Gateway-Waited: (.*)\r$", request, re.MULTILINE)
    return None if found is None else sum(map(float, found[1].split(",")))


async def end(*upstreams: Upstream) -> None:
    for upstream in upstreams:
        for connection in upstream.connections:
            connection.cancel()
        await asyncio.gather(*upstream.connections, return_exceptions=True)
        upstream.connections.clear()


async def test_the_next_process_is_told_how_long_the_silent_one_was_waited_for(folder: Path) -> None:
    silent, living = Upstream(delay_seconds=FOREVER_S), Upstream()
    async with running_gateway(folder, silent, living) as client:
        took = []
        for _ in range(2):
            began = time.monotonic()
            answer = await client.put(SAVE, json={"choice": ["a"]}, timeout=20)
            took.append(time.monotonic() - began)
            assert answer.status_code == 200
        await end(silent)

    after_silence = [request for request in living.requests if waited(request) is not None]
    assert len(silent.requests) == len(after_silence) >= 1
    assert 2.9 < (waited(after_silence[0]) or 0) < 3.5
    assert after_silence[0].startswith(f"PUT {SAVE} HTTP/1.1")
    assert 2.9 < max(took) < 5


async def test_where_nobody_answers_the_client_hears_it_in_a_document(folder: Path) -> None:
    first, second = Upstream(delay_seconds=FOREVER_S), Upstream(delay_seconds=FOREVER_S)
    async with running_gateway(folder, first, second) as client:
        answer = await client.post("/v1/sessions/s/submission", json={}, timeout=20)
        await end(first, second)

    assert (answer.status_code, answer.json()["code"]) == (503, "service-unavailable")
    assert answer.headers["Retry-After"]


async def test_nobody_in_front_can_tell_a_wait(folder: Path) -> None:
    upstream = Upstream()
    async with running_gateway(folder, upstream) as client:
        await client.put(SAVE, json={}, headers={"X-Gateway-Waited": "3.0"})
        await client.get("/v1/leaderboards/c/region", headers={"X-Gateway-Waited": "3.0"})

    assert [waited(request) for request in upstream.requests] == [None, None]


async def test_a_body_that_comes_slowly_is_no_wait(folder: Path) -> None:
    """What a client holds back until after the deadline was not there before it."""
    silent, living = Upstream(delay_seconds=FOREVER_S), Upstream()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"choice":'
        await asyncio.sleep(2)
        yield b' ["a"]}'

    async with running_gateway(folder, silent, living) as client:
        for _ in range(2):
            await client.put(SAVE, content=slowly(), timeout=20)
        await end(silent)

    waits = [waited(request) for request in living.requests]
    assert max(each or 0 for each in waits) < 3.5

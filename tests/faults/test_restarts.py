"""Processes are replaced one after the other while people play, as in every release: nobody notices."""

import asyncio
import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.faults.history import play, settled_faults
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import eventually, new_contest

RESTARTS = 3
SEEN_AGAIN_AFTER_S = 1.5
"""The gateway leaves out for a second whom it found closed; only then may the next one be replaced."""


@pytest.fixture
def replicated() -> Iterator[ContestSystem]:
    with contest_system("--workers", "2") as running:
        yield running


@pytest.mark.long
async def test_a_rolling_restart_of_quiz_fails_no_request(replicated: ContestSystem) -> None:
    contest = new_contest(replicated, sessions_per_day=50)
    playing = asyncio.create_task(play(replicated.url, contest, clients=24, sessions=50, seed=7))
    await asyncio.sleep(2)

    for _ in range(RESTARTS):
        for instance in ("quiz-1", "quiz-2"):
            await asyncio.to_thread(restart, replicated, instance)
    assert not playing.done(), "the load ended before the restarts did"
    history = await playing
    faults = await settled_faults(history, replicated.runtime["admin_database_url"], contest)

    assert dict(history.refused) == {}
    assert faults == []


def restart(system: ContestSystem, instance: str) -> None:
    """In good order: the process ends what it has begun, and its successor is ready before this returns."""
    port = system.runtime["ports"][instance]
    before = process_on(system, port)
    before.terminate()
    before.wait(timeout=30)
    assert eventually(lambda: is_ready(port), within_s=30)
    time.sleep(SEEN_AGAIN_AFTER_S)


def process_on(system: ContestSystem, port: int) -> psutil.Process:
    assert system.process is not None
    family = psutil.Process(system.process.pid).children()
    return next(each for each in family if any(c.laddr.port == port for c in each.net_connections("tcp") if c.laddr))


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False

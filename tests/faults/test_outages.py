"""PostgreSQL hangs, Redis hangs, clients leave in mid-call: who plays loses nothing and waits for no one."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from tests.faults.history import play, settled_faults
from tests.support.contest import ContestSystem
from tests.system.people import Person, administrator, new_contest, participant

PATIENCE_S = 2.0
RECOVERED_WITHIN_S = 5.0
ON_A_BUSY_MACHINE_S = 0.7
CLIENTS, SESSIONS = 10, 3


@contextmanager
def stopped(system: ContestSystem, kind: str) -> Iterator[None]:
    """The process and its children do not run inside the block: to others they look hung."""
    leader = system.children()[kind]
    family = [leader, *leader.children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)


async def test_a_hung_postgresql_costs_two_seconds_and_a_503_on_every_path_and_no_answer(system: ContestSystem) -> None:
    """Two seconds more than the calls take anyway, on a machine that others keep busy too."""
    contest = new_contest(system, sessions_per_day=SESSIONS)
    session, writes, reads = calls(system, contest)
    playing = asyncio.create_task(play(system.url, contest, clients=CLIENTS, sessions=SESSIONS, seed=1))
    await asyncio.sleep(1)

    async with httpx.AsyncClient(base_url=system.url, timeout=20) as http:
        usual = await asyncio.gather(*[timed(http, *call) for call in reads * 2])
        usual_s = max(seconds for _, _, seconds, _ in usual)
        with stopped(system, "postgresql"):
            # Twice: the first callers meet connections that fall silent, the second ones find none.
            first = await asyncio.gather(*[timed(http, *call) for call in writes + reads])
            second = await asyncio.gather(*[timed(http, *call) for call in writes + reads])
        resumed_at = time.monotonic()
        while any(status >= 500 for _, status, _, _ in await asyncio.gather(*[timed(http, *each) for each in reads])):
            await asyncio.sleep(0.1)
        recovered_s = time.monotonic() - resumed_at
    history = await playing
    history.asked.add(session)  # a hand-in that was answered by 503 may have its effect all the same
    faults = await settled_faults(history, system.runtime["admin_database_url"], contest)

    for each in first + second:
        assert each[2] < PATIENCE_S + ON_A_BUSY_MACHINE_S + usual_s, (each, usual_s)
    for each in (*first[: len(writes)], *second[: len(writes)]):
        assert each[1] == 503, each
        assert each[3], each
    assert recovered_s < RECOVERED_WITHIN_S + usual_s
    assert faults == []


async def test_a_hung_redis_is_noticed_by_nobody_who_plays(system: ContestSystem) -> None:
    """Starts, answers, hand-ins and results need PostgreSQL alone; no call waits for as long as a Redis command may."""
    contest = new_contest(system, sessions_per_day=SESSIONS)

    with stopped(system, "valkey"):
        history = await play(system.url, contest, clients=CLIENTS, sessions=SESSIONS, seed=2)
        during = await settled_faults(history, system.runtime["admin_database_url"], contest, within_s=0.5)
    faults = await settled_faults(history, system.runtime["admin_database_url"], contest)

    assert (len(history.results), dict(history.refused)) == (CLIENTS * SESSIONS, {})
    assert len(during) == 2 * len(history.results), "the events were to wait for Redis, else nothing was tested"
    assert faults == []


async def test_clients_that_leave_in_mid_call_harm_neither_themselves_nor_others(system: ContestSystem) -> None:
    """I16: a fifth of the calls is given up before, during or after its effect, and repeated."""
    contest = new_contest(system, sessions_per_day=SESSIONS)

    history = await play(system.url, contest, clients=CLIENTS, sessions=SESSIONS, seed=3, leaves=0.2)
    faults = await settled_faults(history, system.runtime["admin_database_url"], contest)

    assert len(history.results) == CLIENTS * SESSIONS
    assert faults == []
    assert system.run("verify", "--contest", contest).returncode == 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
async def test_many_clients_that_leave_often_while_postgresql_and_redis_hang_now_and_then(
    system: ContestSystem, seed: int
) -> None:
    contest = new_contest(system, sessions_per_day=50)
    playing = asyncio.create_task(play(system.url, contest, clients=30, sessions=20, seed=100 + seed, leaves=0.3))

    while not playing.done():
        for kind in ("postgresql", "valkey"):
            with stopped(system, kind):
                await asyncio.sleep(3)
            await asyncio.sleep(2)
    faults = await settled_faults(await playing, system.runtime["admin_database_url"], contest)

    assert faults == []


Call = tuple[Person, str, str, dict[str, object] | None]


def calls(system: ContestSystem, contest: str) -> tuple[str, list[Call], list[Call]]:
    """The session that is handed in; writes, none of which succeeds without PostgreSQL; reads, some from memory."""
    person, newcomer = participant(system, region_unit="371002"), participant(system, region_unit="371002")
    organiser = administrator(system)
    session = person.start(contest).json()
    token = session["questions"][0]["options"][0]["token"]
    path = f"/v1/sessions/{session['id']}"
    writes: list[Call] = [
        (newcomer, "POST", f"/v1/contests/{contest}/sessions", {"entry": "region"}),
        (person, "PUT", f"{path}/answers/1", {"choice": [token]}),
        (person, "POST", f"{path}/submission", {}),
        (person, "PUT", "/v1/me", {"nickname": "小安"}),
        (person, "POST", "/v1/auth/token", {"grant_type": "development", "subject": "new"}),
        (organiser, "POST", "/v1/reports", {"template_id": "form-a", "unit": "370000"}),
    ]
    reads: list[Call] = [
        (person, "GET", path, None),
        (person, "GET", f"/v1/contests/{contest}/me", None),
        (person, "GET", "/v1/me/sessions", None),
        (person, "GET", "/v1/me", None),
        (person, "GET", f"/v1/standings/{contest}/me", None),
        (person, "GET", f"/v1/leaderboards/{contest}/region", None),
        (organiser, "GET", f"/v1/progress/{contest}/370000", None),
        (organiser, "GET", "/v1/obligations?unit=370000", None),
    ]
    return session["id"], writes, reads


async def timed(
    http: httpx.AsyncClient, person: Person, method: str, path: str, body: dict[str, object] | None
) -> tuple[str, int, float, str | None]:
    """The path, its status, the seconds it took and when to come back."""
    began = time.monotonic()
    reply = await http.request(method, path, headers=person.headers, json=body)
    return f"{method} {path}", reply.status_code, time.monotonic() - began, reply.headers.get("Retry-After")

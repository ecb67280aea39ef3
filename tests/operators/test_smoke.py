"""`contest smoke` (R5.3, R6.8): an operator's first question after each roll-out."""

import asyncio
from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from contest.cli.marked_contest import MARK
from tests.support.contest import ContestSystem, contest_system
from tests.system.people import eventually, new_contest, participant

ROWS = """
SELECT table_schema || '.' || table_name FROM information_schema.tables
WHERE table_schema IN ('directory', 'quiz', 'scoring', 'reporting', 'camp') AND table_type = 'BASE TABLE'
"""
MOVES_BY_ITSELF = {"sweep", "state", "watched_buckets", "outbox", "audit", "idempotency_keys", "budgets", "reminders"}
"""Marks, queues and budgets of the services; the audit keeps what an operator did."""


@pytest.fixture(scope="module")
def system() -> Iterator[ContestSystem]:
    with contest_system() as running:
        yield running


async def contents(system: ContestSystem) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    connection = await asyncpg.connect(system.runtime["admin_database_url"])
    found = {}
    for (table,) in await connection.fetch(ROWS):
        if table.partition(".")[2] not in MOVES_BY_ITSELF:
            rows = await connection.fetch(f"SELECT CAST(t AS text) FROM {table} AS t")
            found[table] = sorted(row[0] for row in rows)
    await connection.close()
    return found


def test_a_smoke_test_plays_counts_and_leaves_nothing_behind(system: ContestSystem) -> None:
    contest = new_contest(system)
    person = participant(system, region_unit="371002")
    person.hand_in(person.start(contest).json()["id"])
    assert system.run("verify").returncode == 0
    before = asyncio.run(contents(system))

    smoke = system.run("smoke", "--url", system.url, "--people", "2")

    assert smoke.returncode == 0, smoke.stdout + smoke.stderr
    assert "nothing is left" in smoke.stdout
    assert asyncio.run(contents(system)) == before
    listed = httpx.get(f"{system.url}/v1/contests").text
    assert MARK not in listed
    assert system.run("verify").stdout == "verified: no difference\n"


def test_a_deployment_that_does_not_answer_fails_the_test_and_leaves_nothing_either(system: ContestSystem) -> None:
    before = asyncio.run(contents(system))

    smoke = system.run("smoke", "--url", "http://127.0.0.1:9")

    assert smoke.returncode == 1
    assert "smoke:" in smoke.stderr
    assert "Traceback" not in smoke.stderr
    assert asyncio.run(contents(system)) == before


def test_what_is_not_counted_is_told_and_what_comes_later_can_be_removed(system: ContestSystem) -> None:
    """The board is the proof: a deployment whose scoring sleeps takes hand-ins and is not well."""
    before = asyncio.run(contents(system))
    worker = system.children()["scoring-worker"]
    worker.suspend()
    try:
        smoke = system.run("smoke", "--people", "1")
    finally:
        worker.resume()

    assert smoke.returncode == 1
    assert "the board does not show 1 sessions" in smoke.stderr
    assert eventually(lambda: asyncio.run(contents(system)) != before, within_s=10)
    assert "traces of 1 contests" in system.run("smoke", "--clean").stdout
    assert asyncio.run(contents(system)) == before
    assert MARK not in httpx.get(f"{system.url}/v1/contests").text


def test_a_load_is_played_counted_and_removed(system: ContestSystem) -> None:
    before = asyncio.run(contents(system))

    load = system.run("load", "--per-second", "2", "--seconds", "3")

    assert load.returncode == 0, load.stdout + load.stderr
    assert "sessions handed in: 6, given up: 0" in load.stdout
    assert "all of them counted" in load.stdout
    assert asyncio.run(contents(system)) == before


def test_a_load_is_bounded(system: ContestSystem) -> None:
    for option in ("--per-second", "--seconds"):
        refused = system.run("load", option, "100000")
        assert refused.returncode == 2

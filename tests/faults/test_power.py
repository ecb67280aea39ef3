"""I9: the power fails while people hand in. Every result that somebody was told is there afterwards."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from migrations.run import migrate
from tests.faults.power import PASSWORD, Machine
from tests.quiz.quiz_system import QuizSystem, quiz_system
from tests.support import tokens
from tests.support.servers import ROLES

WRITERS = 8
SECONDS_BETWEEN_CUTS = 0.4
TOLD_BETWEEN_CUTS = 8
PATIENCE_S = 60


@pytest.fixture
def machine() -> Iterator[Machine]:
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Machine(Path(folder) / "data")


async def test_what_was_acknowledged_survives_a_power_failure(machine: Machine, redis_url: str) -> None:
    acknowledged, lost = await lost_in_cuts(machine, redis_url, cuts=1)

    assert acknowledged > 0
    assert lost == 0


async def test_with_asynchronous_commits_a_power_failure_loses_some(machine: Machine, redis_url: str) -> None:
    """The control: the same images show what the setting is for."""
    _, lost = await lost_in_cuts(machine, redis_url, cuts=1, is_asynchronous=True)

    assert lost > 0


@pytest.mark.long
async def test_what_was_acknowledged_survives_fifty_power_failures(machine: Machine, redis_url: str) -> None:
    acknowledged, lost = await lost_in_cuts(machine, redis_url, cuts=50)

    assert acknowledged > 0
    assert lost == 0


async def lost_in_cuts(
    machine: Machine, redis_url: str, *, cuts: int, is_asynchronous: bool = False
) -> tuple[int, int]:
    """How many hand-ins were acknowledged before the cuts, and how many of them the images lack."""
    machine.make_cluster()
    asked, lost = 0, 0
    async with machine.server(machine.folder) as url:
        await prepare(url, is_asynchronous=is_asynchronous)
        async with quiz_system(url, redis_url) as quiz:
            contest = await quiz.contest()
            await machine.keep_base(url)
            results: set[str] = set()
            writers = [asyncio.create_task(hand_in_for_ever(quiz, contest, results)) for _ in range(WRITERS)]
            for _ in range(cuts):
                await told_more(results)
                told = set(results)
                image = await machine.cut(url)
                stored = await finished_in(machine, image)
                asked, lost = asked + len(told), lost + len(told - stored)
            for writer in writers:
                writer.cancel()
            await asyncio.gather(*writers, return_exceptions=True)
    return asked, lost


async def told_more(results: set[str]) -> None:
    """A while, and as long as a slow machine needs to tell some results."""
    before = len(results)
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.sleep(SECONDS_BETWEEN_CUTS)
        while len(results) < before + TOLD_BETWEEN_CUTS:
            await asyncio.sleep(0.02)


async def prepare(url: str, *, is_asynchronous: bool) -> None:
    owner = await asyncpg.connect(url, database="postgres")
    await owner.execute("CREATE DATABASE contest")
    if is_asynchronous:
        await owner.execute("ALTER DATABASE contest SET synchronous_commit = off")
        # Else a cut may fall right behind one of the flushes that PostgreSQL makes several times a second.
        await owner.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        await owner.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
        await owner.execute("SELECT pg_reload_conf()")
    await owner.close()
    await migrate(url, dict.fromkeys(ROLES, PASSWORD))


async def hand_in_for_ever(quiz: QuizSystem, contest: str, results: set[str]) -> None:
    while True:
        caller = tokens.participant()
        started = await quiz.start(contest, caller)
        if started.status_code == 503:  # a slow machine: nothing was told
            continue
        session = started.json()["id"]
        if (await quiz.hand_in(session, caller)).status_code == 200:
            results.add(session)


async def finished_in(machine: Machine, image: Path) -> set[str]:
    async with machine.server(image) as url:
        connection = await asyncpg.connect(url)
        rows = await connection.fetch("SELECT id FROM quiz.sessions WHERE finished_at IS NOT NULL")
        with contextlib.suppress(asyncpg.PostgresError):
            await connection.close()
    return {str(row["id"]) for row in rows}

"""A system that runs: what it prints, writes, restarts."""

import asyncio
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from contest.embedded.deployment import load
from contest.embedded.folder import DataFolder
from tests.embedded.up import Up, command_line, up, wait_until


def test_it_says_on_a_line_of_its_own_when_it_is_ready(running: Up) -> None:
    """R5.2"""
    lines = running.output.splitlines()

    assert lines[-1] == f"ready http://127.0.0.1:{running.port}"
    assert any(line.startswith("postgresql 18") for line in lines)


def test_it_says_where_people_go(running: Up) -> None:
    lines = running.output.splitlines()

    assert f"page for participants: http://127.0.0.1:{running.port}/" in lines
    assert f"console for organisers: http://127.0.0.1:{running.port}/console" in lines


def test_other_commands_find_it_by_its_folder(running: Up) -> None:
    found = load(running.folder)

    assert found.gateway_url == f"http://127.0.0.1:{running.port}"
    assert found.pid == running.process.pid
    assert set(found.ports) >= {"directory", "quiz-1", "quiz-2", "quiz-worker", "scoring"}


@pytest.mark.parametrize("name", ["secrets.json", "runtime.json"])
def test_secrets_are_for_their_owner_only(running: Up, name: str) -> None:
    assert running.folder.joinpath(name).stat().st_mode & 0o777 == 0o600


def test_the_passwords_are_on_no_command_line(running: Up) -> None:
    secrets = load(running.folder).secrets

    lines = " ".join(command_line(process) for process in running.descendants())

    assert secrets.redis_password not in lines
    assert secrets.owner_password not in lines


def test_both_quiz_processes_are_asked(running: Up) -> None:
    def pid() -> int:
        return httpx.get(f"http://127.0.0.1:{running.port}/v1/contests").json()["pid"]

    wait_until(lambda: len({pid() for _ in range(4)}) == 2)


def test_each_process_sees_its_own_secrets_only(running: Up) -> None:
    def environment(path: str) -> dict[str, str]:
        return httpx.get(f"http://127.0.0.1:{running.port}{path}").json()["environment"]

    directory, quiz = environment("/v1/me"), environment("/v1/contests")

    assert "CONTEST_TOKEN_SIGNING_KEYS" in directory
    assert "CONTEST_TOKEN_SIGNING_KEYS" not in quiz
    assert directory["CONTEST_SECRET"] != quiz["CONTEST_SECRET"]
    assert "CONTEST_ROLE_PASSWORDS" not in directory
    assert "://quiz:" in quiz["CONTEST_DATABASE_URL"]


@pytest.mark.parametrize("words", ["bin/postgres", "valkey-server", "nginx: worker"])
def test_no_server_runs_as_root(running: Up, words: str) -> None:
    found = [process for process in running.descendants() if words in command_line(process)]

    assert found != []
    assert 0 not in {process.uids().effective for process in found}


@pytest.mark.parametrize("words", ["serve quiz-worker", "nginx: master", "bin/postgres", "valkey-server"])
def test_a_killed_child_is_replaced(running: Up, words: str) -> None:
    killed = running.child(words)

    killed.kill()

    wait_until(lambda: not killed.is_running())
    wait_until(lambda: any(words in command_line(process) for process in running.descendants()))
    wait_until(lambda: running.status() == 200)


async def test_what_was_written_outlives_a_killed_database(running: Up) -> None:
    url = load(running.folder).admin_database_url
    connection = await eventually_connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postmaster = running.child("bin/postgres")

    postmaster.kill()

    assert await eventually_fetch(url, "SELECT answer FROM kept") == 42
    connection.terminate()


async def test_a_session_that_ignores_its_postmasters_death_does_not_block_the_next(running: Up) -> None:
    url = load(running.folder).admin_database_url
    connection = await eventually_connect(url)
    backend = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()"))
    backend.suspend()

    running.child("bin/postgres").kill()

    assert await eventually_fetch(url, "SELECT 1") == 1
    assert not backend.is_running()
    connection.terminate()


async def test_a_second_start_continues_with_the_same_data(folder: Path, port: int) -> None:
    with up(folder, port) as first:
        connection = await asyncpg.connect(first.runtime["admin_database_url"])
        await connection.execute("CREATE TABLE kept AS SELECT 7 AS answer")
        await connection.close()
    with up(folder, port) as second:
        answer = await eventually_fetch(second.runtime["admin_database_url"], "SELECT answer FROM kept")

    assert answer == 7
    assert folder.joinpath("logs/postgresql.log.1").exists()


def test_two_systems_run_side_by_side(running: Up, folder: Path, port: int) -> None:
    with up(folder, port) as other:
        statuses = {running.status(), other.status()}
        ports = {*running.runtime["ports"].values(), *other.runtime["ports"].values()}

    assert statuses == {200}
    assert len(ports) == 2 * len(other_ports(running))
    assert running.status() == 200


def test_given_servers_are_used_instead_of_its_own(running: Up, folder: Path, port: int) -> None:
    given = load(running.folder)
    servers = {"CONTEST_DATABASE_URL": given.admin_database_url, "CONTEST_REDIS_URL": given.redis_url}

    with up(folder, port, **servers) as system:
        environment = httpx.get(f"http://127.0.0.1:{port}/v1/contests").json()["environment"]
        names = {process.name() for process in system.descendants()}

    server = given.admin_database_url.partition("@")[2]
    assert environment["CONTEST_DATABASE_URL"].startswith("postgresql://quiz:")
    assert environment["CONTEST_DATABASE_URL"].endswith(f"@{server}")
    assert environment["CONTEST_REDIS_URL"] == given.redis_url
    assert names.isdisjoint({"postgres", "valkey-server"})


def test_a_stopped_system_is_not_found(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        system.end()

    assert not DataFolder(folder).is_held()
    assert not folder.joinpath("runtime.json").exists()
    assert not folder.joinpath("lock").exists()


def other_ports(system: Up) -> list[int]:
    return list(system.runtime["ports"].values())


async def eventually_fetch(url: str, statement: str) -> object:
    """Asks as soon as the server lets us in."""
    connection = await eventually_connect(url)
    answer = await connection.fetchval(statement)
    await connection.close()
    return answer


async def eventually_connect(url: str) -> asyncpg.Connection:
    """Tries again while the server is away or recovers, for twenty seconds."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await asyncpg.connect(url)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)

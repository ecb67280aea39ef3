"""Starts that must not succeed say in one paragraph what is wrong."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from contest.embedded import binaries
from contest.embedded.accounts import Account, readable_copy, server_folder
from contest.embedded.deployment import NotRunning, load
from contest.embedded.errors import StartRefused
from contest.embedded.folder import MINIMUM_FREE_BYTES, DataFolder
from tests.embedded.up import refused, up


def test_a_folder_in_use_is_refused_with_its_holder_and_the_holder_stays(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        words = refused(folder, port + 1)
        status = system.status()

    assert "in use by another running system" in words
    assert str(system.process.pid) in words
    assert status == 200


def test_a_gateway_port_in_use_is_refused(folder: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        words = refused(folder, port)

    assert f"port {port} is in use" in words


def test_a_folder_of_a_newer_layout_is_refused(folder: Path, port: int) -> None:
    folder.mkdir()
    folder.joinpath("layout").write_text("999\n")

    assert "layout that this program does not know" in refused(folder, port)


def test_a_cluster_of_another_major_version_is_refused(folder: Path, port: int) -> None:
    with up(folder, port):
        version = next(folder.rglob("cluster/PG_VERSION"))
    version.write_text("15\n")

    assert "made by PostgreSQL 15" in refused(folder, port)


def test_a_folder_that_cannot_be_written_is_refused(folder: Path, port: int) -> None:
    folder.write_text("a file, not a folder")

    assert "cannot be written" in refused(folder, port)


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = os.statvfs_result((4096, 4096, 10**6, 10, 10, 10**6, 10**6, 10**6, 0, 255))
    monkeypatch.setattr("os.statvfs", lambda _path: usage)

    with pytest.raises(StartRefused, match=f"at least {MINIMUM_FREE_BYTES // 1024**2} MiB"):
        DataFolder(tmp_path).prepare()


async def test_a_server_that_could_lose_acknowledged_commits_is_refused(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        connection = await asyncpg.connect(system.runtime["admin_database_url"])
        await connection.execute("ALTER SYSTEM SET full_page_writes = off")
        await connection.close()

    words = refused(folder, port)

    assert "full_page_writes off" in words


def test_an_external_server_that_is_away_is_refused(folder: Path, port: int) -> None:
    words = refused(folder, port, CONTEST_DATABASE_URL=f"postgresql://a:b@127.0.0.1:{port}/contest")

    assert "database server does not let us in" in words


def test_secrets_that_cannot_be_read_are_refused(folder: Path, port: int) -> None:
    folder.mkdir()
    folder.joinpath("secrets.json").write_text("{}")

    assert "secrets.json cannot be used" in refused(folder, port)


@pytest.mark.parametrize("find", [binaries.nginx_program, binaries.valkey_program])
def test_a_platform_without_a_wheel_is_refused(monkeypatch: pytest.MonkeyPatch, find: Callable[[], Path]) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", "")

    with pytest.raises(StartRefused, match="is not installed, or has no program for"):
        find()


def test_a_platform_without_postgresql_is_told_of_external_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)

    with pytest.raises(StartRefused, match="CONTEST_DATABASE_URL"):
        binaries.postgresql_programs(None)


def test_no_running_system_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="contest up"):
        load(tmp_path)


def test_what_a_killed_system_wrote_is_not_taken_for_a_running_one(tmp_path: Path) -> None:
    tmp_path.joinpath("runtime.json").write_text("{}")
    tmp_path.joinpath("lock").write_text("1\n")

    with pytest.raises(NotRunning):
        load(tmp_path)


def test_below_a_closed_folder_root_keeps_the_servers_files_elsewhere(
    tmp_path: Path, open_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("closed").mkdir(mode=0o700)
    data_dir = tmp_path / "closed" / "data"
    data_dir.mkdir()
    monkeypatch.setattr("contest.embedded.accounts.TEMPORARY_FOLDER", open_folders / "nowhere")
    monkeypatch.setattr("contest.embedded.accounts.OPEN_FOLDER", open_folders / "elsewhere")
    account = Account("someone", os.geteuid(), os.getegid(), "group")

    made = server_folder(data_dir / "postgresql", account)
    found_again = server_folder(data_dir / "postgresql", account)

    assert made.parent == open_folders / "elsewhere"
    assert found_again == made
    assert data_dir.joinpath("postgresql").resolve() == made


def test_below_a_closed_folder_root_copies_the_programs(
    tmp_path: Path, open_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.embedded.accounts.OPEN_FOLDER", open_folders / "programs")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package, libraries = closed / "package", closed / "package.libs"
    for folder in (package, libraries):
        folder.mkdir(mode=0o700)
        folder.joinpath("program").touch(mode=0o700)

    copies = readable_copy((package, libraries), "name", Account("someone", 1, 1, "group"))

    assert copies == (open_folders / "programs/name/package", open_folders / "programs/name/package.libs")
    assert copies[0].joinpath("program").stat().st_mode & 0o777 == 0o755
    assert readable_copy((package, libraries), "name", None) == (package, libraries)

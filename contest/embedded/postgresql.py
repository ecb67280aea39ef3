"""The embedded PostgreSQL: its cluster, its settings, and what is asked of any server before it is used."""

import contextlib
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from contest.embedded.accounts import Account, own
from contest.embedded.children import Program
from contest.embedded.deployment import DATABASE, OWNER
from contest.embedded.errors import StartRefused
from contest.embedded.probes import HOST


@dataclass(frozen=True)
class Setting:
    """One line of postgresql.conf, and why it is there."""

    name: str
    value: str
    reason: str


SETTINGS: tuple[Setting, ...] = (
    Setting("listen_addresses", f"'{HOST}'", "this machine only"),
    Setting("unix_socket_directories", "''", "no socket files to go stale or to outgrow a path limit"),
    Setting("max_connections", "160", "a dozen processes with small pools, and room for an administrator"),
    Setting("password_encryption", "'scram-sha-256'", "the only method pg_hba.conf accepts"),
    Setting("fsync", "on", "I9: what was acknowledged survives power loss"),
    Setting("full_page_writes", "on", "I9: a torn page is repaired from the log"),
    Setting("synchronous_commit", "on", "I9: an answer leaves after its commit is on disk"),
    Setting("wal_compression", "pglz", "full pages are most of the log; compressing them costs less than writing"),
    Setting("max_wal_size", "'1GB'", "a contest's peak fits between two checkpoints"),
    Setting("checkpoint_timeout", "'15min'", "fewer full pages; recovery after a kill still takes seconds"),
    Setting("shared_buffers", "'128MB'", "sessions of a day stay in memory; the whole system fits 900 MiB"),
    Setting("effective_cache_size", "'1GB'", "what the operating system is likely to cache"),
    Setting("work_mem", "'8MB'", "boards and exports sort in memory"),
    Setting("maintenance_work_mem", "'64MB'", "vacuum and index builds"),
    Setting("random_page_cost", "1.1", "solid-state disks"),
    Setting("jit", "off", "statements here are short: compiling them costs more than it saves"),
    Setting("autovacuum_naptime", "'15s'", "session rows are updated five times each, and outbox rows soon deleted"),
    Setting("autovacuum_vacuum_scale_factor", "0.05", "the same: do not wait for a fifth of a large table"),
    Setting("idle_in_transaction_session_timeout", "'60s'", "a stuck client must not hold locks for ever"),
    Setting("timezone", "'UTC'", "instants are stored and shown alike everywhere"),
    Setting("log_timezone", "'UTC'", "the same in logs"),
    Setting("log_line_prefix", "'%m [%p] %q%u '", "time, process and role"),
    Setting("log_checkpoints", "off", "no line every few minutes"),
)


def make_cluster(programs: Path, folder: Path, password: str, account: Account | None) -> Program:
    """The one-time run of initdb, into a draft that `adopt_cluster` moves into place when it has succeeded."""
    draft = _draft(folder)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    own(draft, account)
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    own(password_file, account)
    password_file.write_text(password + "\n", encoding="ascii")
    options = (
        f"--pgdata={draft}",
        f"--username={OWNER}",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--auth=scram-sha-256",
        "--no-instructions",
    )
    return Program(
        name="initdb",
        command=(str(programs / "initdb"), *options),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        folder=folder,
        account=account,
    )


def adopt_cluster(folder: Path) -> None:
    """Puts a new cluster into place; an initdb that was cut off therefore never looks like a cluster."""
    folder.joinpath("password").unlink()
    _draft(folder).rename(cluster(folder))


def cluster(folder: Path) -> Path:
    """The cluster inside the server's folder."""
    return folder / "cluster"


def _draft(folder: Path) -> Path:
    return folder / "cluster.draft"


def program_version(programs: Path) -> str:
    """The server's version, as in `18.6`."""
    command = (programs / "postgres", "--version")
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
    return output.split()[2]


def check_cluster(folder: Path, server_version: str) -> None:
    """Raises StartRefused when the cluster was made by another major version."""
    made_by = cluster(folder).joinpath("PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != server_version.partition(".")[0]:
        raise StartRefused(
            f"The data in {folder} was made by PostgreSQL {made_by}, and this is PostgreSQL {server_version}. "
            f"Start once more with version {made_by} and copy the data with pg_dump, or choose another folder with "
            "--data-dir."
        )


def server(programs: Path, folder: Path, port: int, account: Account | None) -> Program:
    """The server as a child. Its configuration is written anew, so that the table above is what is in force."""
    data = cluster(folder)
    lines = [f"port = {port}", *(f"{item.name} = {item.value}  # {item.reason}" for item in SETTINGS)]
    data.joinpath("postgresql.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    own(data / "postgresql.conf", account)
    _remove_stale_pid_file(data)

    async def is_ready(pid: int) -> bool:
        return _is_accepting(data, pid)

    return Program(
        name="postgresql",
        command=(str(programs / "postgres"), "-D", str(data)),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        is_ready=is_ready,
        folder=folder,
        account=account,
        stop_signal=signal.SIGINT,  # ends sessions and writes a checkpoint; SIGTERM would wait for the sessions
        orphan_signal=signal.SIGQUIT,  # ends all backends at once; the log repairs the rest at the next start
        ready_message=f"{program_version(programs)} ready",
    )


def _is_accepting(data: Path, pid: int) -> bool:
    """The eighth line of postmaster.pid tells, as pg_ctl reads it; a process less than asking pg_isready."""
    try:
        lines = data.joinpath("postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004


def _remove_stale_pid_file(data: Path) -> None:
    """Removes the file of a killed server when its number now belongs to another program.

    PostgreSQL takes any living process of its own account for a server, and after a restart of the machine or of a
    container the number is soon another's. The file of a living server is left: its shared memory must be checked.
    """
    path = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        pid = int(path.read_text(encoding="utf-8").splitlines()[0])
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).name() == "postgres":
                return
        path.unlink()


async def check_server(url: str) -> str:
    """The version of a server. Raises StartRefused when it cannot be reached, or could lose acknowledged commits."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        raise StartRefused(f"The database server does not let us in: {error or type(error).__name__}.") from error
    try:
        for name in ("fsync", "full_page_writes"):
            if await connection.fetchval("SELECT current_setting($1)", name) != "on":
                raise StartRefused(
                    f"The database server runs with {name} off, so a power failure could lose answers that were "
                    f"acknowledged. Turn it on: ALTER SYSTEM RESET {name}; then restart the server."
                )
        found: str = await connection.fetchval("SHOW server_version")
        return found
    finally:
        await connection.close()


async def make_database(url: str) -> None:
    """Creates the database that the owner's URL names, unless it exists."""
    connection = await asyncpg.connect(url, database="postgres", timeout=10)
    try:
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()

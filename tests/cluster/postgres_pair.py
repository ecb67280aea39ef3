"""A PostgreSQL with a standby, each a server of its own; the way between them can fall silent."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from contest.embedded.accounts import Account, server_account
from contest.embedded.binaries import postgresql_programs
from contest.embedded.deployment import OWNER
from contest.embedded.ports import free_ports
from tests.support.servers import PASSWORD
from tests.support.tcp_proxy import TcpProxy, tcp_proxy

PATIENCE_S = 60
COMMON = (
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "max_connections = 300",
    "shared_buffers = 64MB",
    "jit = off",
    "hot_standby = on",
    "wal_receiver_timeout = 3s",
)


@dataclass
class PostgresPair:
    """`hosts` go into a URL as they are: the one that can be written to is found."""

    folder: Path
    programs: Path
    account: Account | None
    ports: tuple[int, int]
    way: TcpProxy
    running: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def hosts(self) -> str:
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def url(self, database: str, port: int | None = None) -> str:
        return f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port or self.ports[0]}/{database}"

    async def lose_the_first(self) -> None:
        """Its machine is gone, with whatever the second one had not heard of."""
        kill(self.running.pop(self.ports[0]))
        await self.way.cut()

    async def promote_the_second(self) -> None:
        connection = await asyncpg.connect(self.url("postgres", self.ports[1]))
        assert await connection.fetchval("SELECT pg_promote(wait_seconds => 30)")
        await connection.close()

    async def execute(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    def run(self, program: str, *options: str) -> None:
        self._call([str(self.programs / program), *options])

    def start(self, name: str, port: int, *settings: str) -> None:
        data = self.folder / name
        text = "\n".join((*COMMON, f"port = {port}", *settings)) + "\n"
        data.joinpath("postgresql.conf").write_text(text, encoding="utf-8")
        command = [str(self.programs / "postgres"), "-D", str(data)]
        with (self.folder / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as_account())
        self.running[port] = started

    def _call(self, command: Sequence[str]) -> None:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGPASSWORD": PASSWORD}
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, env=environment, **self._as_account()
        )
        assert ran.returncode == 0, ran.stderr

    def _as_account(self) -> dict[str, int]:
        return {} if self.account is None else {"user": self.account.uid, "group": self.account.gid}


@asynccontextmanager
async def postgres_pair(folder: Path, *, is_synchronous: bool) -> AsyncIterator[PostgresPair]:
    """Both follow each other's log at first; with `is_synchronous` a commit waits for the second one."""
    account = server_account()
    first, second = free_ports(2, os.getpid())
    if account is not None:
        shutil.chown(folder, account.uid, account.gid)
    async with tcp_proxy("127.0.0.1", first) as way:
        pair = PostgresPair(folder, postgresql_programs(account), account, (first, second), way)
        try:
            await _start(pair, is_synchronous=is_synchronous)
            yield pair
        finally:
            for process in pair.running.values():
                kill(process)


def kill(server: "subprocess.Popen[bytes] | psutil.Process") -> None:
    """All of it in one moment: each backend has a process group of its own."""
    for process in (psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    server.wait()


async def _start(pair: PostgresPair, *, is_synchronous: bool) -> None:
    password = pair.folder / "password"
    password.write_text(PASSWORD + "\n", encoding="ascii")
    password.chmod(0o644)
    options = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256")
    pair.run("initdb", f"--pgdata={pair.folder}/first", f"--username={OWNER}", f"--pwfile={password}", *options)
    standby = f"host=127.0.0.1 port={pair.way.port} user={OWNER} password={PASSWORD} application_name=second"
    waits = ("synchronous_standby_names = 'second'",) if is_synchronous else ()
    pair.start("first", pair.ports[0], *waits)
    await until_it_answers(pair.url("postgres"), "SELECT NOT pg_is_in_recovery()")
    directly = standby.replace(f"port={pair.way.port}", f"port={pair.ports[0]}")
    pair.run("pg_basebackup", f"--pgdata={pair.folder}/second", f"--dbname={directly}", "--wal-method=stream")
    (pair.folder / "second" / "standby.signal").touch()
    pair.start("second", pair.ports[1], f"primary_conninfo = '{standby}'")
    streaming = "SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming'"
    await until_it_answers(pair.url("postgres"), streaming)


async def until_it_answers(url: str, question: str) -> None:
    """Until a server there says yes."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                connection = await asyncpg.connect(url, timeout=5)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.1)
                continue
            answer = await connection.fetchval(question)
            await connection.close()
            if answer:
                return
            await asyncio.sleep(0.1)

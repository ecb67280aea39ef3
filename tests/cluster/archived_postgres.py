"""A PostgreSQL of which an operator keeps base backups and an archive, by the commands of the run book."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from contest.embedded.accounts import Account, server_account
from contest.embedded.binaries import postgresql_programs
from contest.embedded.deployment import OWNER
from contest.embedded.ports import free_ports
from tests.cluster import run_book
from tests.cluster.postgres_pair import COMMON, kill, until_it_answers
from tests.support.servers import PASSWORD

VALKEY_CLI = """\
#!{python}
# What `valkey-cli -u URL COMMAND` does; the wheel of the server lacks the program.
import sys
from redis import Redis
_, option, url, *command = sys.argv
assert option == "-u"
print(Redis.from_url(url).execute_command(*command))
"""


@dataclass
class ArchivedPostgres:
    """`variables` are those that the run book asks for."""

    variables: dict[str, str]
    account: Account | None
    port: int

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    @property
    def data(self) -> Path:
        return Path(self.variables["PGDATA"])

    @property
    def backups(self) -> Path:
        return Path(self.variables["BACKUPS"])

    def run(self, title: str) -> None:
        """As the account of the server."""
        run_book.run(title, self.variables, self.account)

    def run_as_operator(self, title: str) -> None:
        run_book.run(title, self.variables)

    async def ask(self, question: str, database: str = "postgres") -> str:
        connection = await asyncpg.connect(self.url(database))
        answer = await connection.fetchval(question)
        await connection.close()
        return str(answer)

    async def until_archived(self) -> None:
        """Until what the server has written so far lies in the archive, which a minute's quiet takes at the latest."""
        segment = await self.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
        await until_it_answers(self.url("postgres"), f"SELECT last_archived_wal >= '{segment}' FROM pg_stat_archiver")

    def lose(self) -> None:
        """The machine with its disk."""
        self._kill()
        shutil.rmtree(self.data)

    def _kill(self) -> None:
        kill(psutil.Process(int(self.data.joinpath("postmaster.pid").read_text(encoding="ascii").split()[0])))

    def end(self) -> None:
        if self.data.joinpath("postmaster.pid").exists():
            self._kill()


@asynccontextmanager
async def archived_postgres(folder: Path, redis_url: str, files: Path) -> AsyncIterator[ArchivedPostgres]:
    """`files` is the folder that is kept beside it."""
    account = server_account()
    (port,) = free_ports(1, os.getpid())
    programs = postgresql_programs(account)
    tools = folder / "tools"
    tools.mkdir()
    tools.joinpath("valkey-cli").write_text(VALKEY_CLI.format(python=sys.executable), encoding="utf-8")
    tools.joinpath("valkey-cli").chmod(0o755)
    variables = {
        "PATH": f"{programs}:{tools}:/usr/bin:/bin",
        "PGDATA": str(folder / "data"),
        "BACKUPS": str(folder / "backups"),
        "FILES": str(files),
        "PGHOST": "127.0.0.1",
        "PGPORT": str(port),
        "PGUSER": OWNER,
        "PGPASSWORD": PASSWORD,
        "CONTEST_REDIS_URL": redis_url,
    }
    if account is not None:
        shutil.chown(folder, account.uid, account.gid)
    server = ArchivedPostgres(variables, account, port)
    try:
        await asyncio.to_thread(_make, server, folder)
        yield server
    finally:
        server.end()


def _make(server: ArchivedPostgres, folder: Path) -> None:
    """A fresh server without an archive, as one is installed."""
    password = folder / "password"
    password.write_text(PASSWORD + "\n", encoding="ascii")
    password.chmod(0o644)
    as_whom = {} if server.account is None else {"user": server.account.uid, "group": server.account.gid}
    options = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--username={OWNER}")
    command = ["initdb", *options, f"--pwfile={password}"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", env=server.variables, **as_whom)
    with server.data.joinpath("postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\n".join((*COMMON, f"port = {server.port}")) + "\n")
    log = server.data.with_suffix(".log")
    command = ["pg_ctl", "start", f"--log={log}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env=server.variables, **as_whom)

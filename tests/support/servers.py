"""Real servers for tests: the embedded PostgreSQL and Valkey, and fresh databases on them.

They run under a supervisor in a process of their own, which adopts and reaps children as tests must be free to do.
"""

import asyncio
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from contest.embedded import binaries, postgresql, valkey
from contest.embedded.accounts import server_account, server_folder, streams_account
from contest.embedded.deployment import OWNER
from contest.embedded.folder import DataFolder
from contest.embedded.ports import free_ports
from contest.embedded.supervisor import Supervisor
from migrations.run import migrate
from services.kit import streams

PASSWORD = "test"
ROLES = ("directory", "quiz", "scoring", "reporting", "camp")
MIGRATED = "migrated"


@dataclass
class Servers:
    """Hands out databases; a Valkey has sixteen, so they come round again, emptied."""

    database_port: int
    redis_port: int
    _databases: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _redis_databases: "itertools.cycle[int]" = field(default_factory=lambda: itertools.cycle(range(16)))

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{self.database_port}/{database}"

    def redis_url(self, number: int) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.redis_port}/{number}"

    async def fresh_redis(self) -> str:
        url = self.redis_url(next(self._redis_databases))
        async with streams.connect(url) as client:
            await client.flushdb()
        return url

    async def fresh_database(self) -> str:
        """The URL of a migrated database that nobody else uses."""
        name = f"test_{next(self._databases)}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
        return self.url(name)

    async def empty_database(self) -> str:
        name = f"test_{next(self._databases)}"
        await self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        await connection.execute(statement)
        await connection.close()

    async def rows(self, query: str) -> list[tuple[str, ...]]:
        connection = await asyncpg.connect(self.url("postgres"))
        found = [tuple(row) for row in await connection.fetch(query)]
        await connection.close()
        return found


@contextmanager
def running_servers() -> Iterator[Servers]:
    """In a folder that other accounts may pass through: root runs PostgreSQL under another one."""
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        Path(folder).chmod(0o711)
        command = [sys.executable, "-m", "tests.support.servers", str(Path(folder) / "servers")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield Servers(**json.loads(process.stdout.readline()))
            finally:
                process.terminate()


async def _run(path: Path) -> None:
    folder = DataFolder(path)
    folder.prepare()
    account = server_account()
    programs = binaries.postgresql_programs(account)
    cluster = server_folder(folder.postgresql, account)
    streams = streams_account()
    valkey_folder = server_folder(folder.valkey, streams)
    database_port, redis_port = free_ports(2, os.getpid())
    async with Supervisor(folder) as supervisor:
        await supervisor.finish(postgresql.make_cluster(programs, cluster, PASSWORD, account))
        postgresql.adopt_cluster(cluster)
        database = supervisor.keep(postgresql.server(programs, cluster, database_port, account))
        redis = supervisor.keep(
            valkey.server(binaries.valkey_program(streams), valkey_folder, redis_port, PASSWORD, streams)
        )
        await asyncio.gather(supervisor.ready(database), supervisor.ready(redis))
        servers = Servers(database_port, redis_port)
        await servers.execute(f"CREATE DATABASE {MIGRATED}")
        await migrate(servers.url(MIGRATED), dict.fromkeys(ROLES, PASSWORD))
        print(json.dumps({"database_port": database_port, "redis_port": redis_port}), flush=True)
        await supervisor.end


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))

"""A fresh embedded system for one run of the benchmark."""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from contest.cli.verify import differences
from contest.embedded import deployment
from contest.embedded.deployment import Deployment, role_url
from contest.embedded.folder import DataFolder
from migrations.run import migrate
from services.kit import streams
from tests.benchmarks.cpu import Meter

HOST = "127.0.0.1"
CONTEST = "safety-month-2026"
FLOOR_DATABASE = "floor"
START_WITHIN_S = 120
TRIES = 3
PORTS = (23_000, 32_000)
DRAINED_WITHIN_S = 30
DRAINED_LOOK_S = 0.05


@dataclass
class System:
    deployment: Deployment
    meter: Meter

    @property
    def gateway_port(self) -> int:
        return int(self.deployment.gateway_url.rpartition(":")[2])

    @property
    def quiz_port(self) -> int:
        return self.deployment.ports["quiz-1"]

    @property
    def quiz_workers(self) -> int:
        return sum(name.startswith("quiz-") and name != "quiz-worker" for name in self.deployment.ports)

    @property
    def url(self) -> str:
        return self.deployment.admin_database_url

    @property
    def floor_url(self) -> str:
        """A second database of the same server with the same schema, which no process of the system looks at."""
        return self.url.rpartition("/")[0] + "/" + FLOOR_DATABASE

    def floor_role_url(self, role: str) -> str:
        return role_url(self.floor_url, role, self.deployment.secrets.role_password(role))

    async def execute(self, statement: str, *values: object, url: str | None = None) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url or self.url, server_settings={"application_name": "bench"})
        try:
            rows: list[asyncpg.Record] = await connection.fetch(statement, *values)
            return rows
        finally:
            await connection.close()

    async def drained(self) -> None:
        """Wait until everything finished has left the outbox and the stream."""
        connection = await asyncpg.connect(self.url, server_settings={"application_name": "bench"})
        try:
            async with streams.connect(self.deployment.redis_url) as redis, asyncio.timeout(DRAINED_WITHIN_S):
                while await connection.fetchval("SELECT EXISTS (SELECT FROM quiz.finished_sessions)"):
                    await asyncio.sleep(DRAINED_LOOK_S)
                while not await streams.is_drained(redis, "quiz.sessions"):
                    await asyncio.sleep(DRAINED_LOOK_S)
        finally:
            await connection.close()

    async def verify(self) -> list[str]:
        """What `contest verify` finds."""
        return await differences(self.url, None)

    async def make_floor(self) -> None:
        await self.execute(f"CREATE DATABASE {FLOOR_DATABASE}")
        roles = ("directory", "quiz", "scoring")
        await migrate(self.floor_url, {role: self.deployment.secrets.role_password(role) for role in roles})
        days = "current_date - 2, current_date + 2"
        await self.execute(f"SELECT quiz.create_session_partitions({days})", url=self.floor_url)
        await self.execute(f"SELECT scoring.create_ledger_partitions({days})", url=self.floor_url)

    def pids(self, *names: str) -> list[int]:
        notes = DataFolder(self.deployment.data_dir).children
        return [int(json.loads((notes / name).read_text())["pid"]) for name in names]


@asynccontextmanager
async def fresh_system(workers: int | None) -> AsyncIterator[System]:
    """`contest up` on a folder and a port of its own, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as name:
        Path(name).chmod(0o755)
        process, folder = await _started(Path(name), workers)
        try:
            found = deployment.load(folder)
            system = System(found, Meter(DataFolder(folder).children, found.admin_database_url))
            await system.make_floor()
            yield system
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


async def _started(place: Path, workers: int | None) -> "tuple[subprocess.Popen[bytes], Path]":
    """The supervisor and its data folder. Somebody else may take a port between its choice and its use: tried again."""
    for attempt in range(TRIES):
        folder = place / f"data-{attempt}"
        port = random.randrange(*PORTS)
        command = [sys.executable, "-m", "contest.cli", "up", "--port", str(port), "--data-dir", str(folder)]
        command += ["--workers", str(workers)] if workers else []
        log = place / f"up-{attempt}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output)
        if await _is_ready(process, log):
            return process, folder
        process.terminate()
        process.wait()
    raise RuntimeError(f"the system did not start:\n{log.read_text()}")


async def _is_ready(process: "subprocess.Popen[bytes]", log: Path) -> bool:
    for _ in range(START_WITHIN_S * 10):
        if "ready http" in log.read_text():
            return True
        if process.poll() is not None:
            return False
        await asyncio.sleep(0.1)
    return False

"""R5.3: what cannot work is refused when a process begins, in one sentence. The controls show what would come of it."""

import asyncio
import random
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url

from contest.embedded.binaries import valkey_program
from contest.embedded.deployment import OWNER
from contest.embedded.ports import free_ports
from services.processes import PROCESSES
from tests.cluster import report
from tests.cluster.history import History
from tests.cluster.judge import row_of
from tests.containers.files import env_file
from tests.containers.topology import CONTEST as COMMAND
from tests.containers.topology import OneMachine, Topology
from tests.support.poolers import pooler
from tests.support.servers import Servers

CONTEST = "safety-month-2026"
ENDS_WITHIN_S, FAILS_FOR_S = 60, 15.0
PER_SECOND = 4
SLOTS = 16384
WORKERS = tuple(name for name in PROCESSES if name.endswith("-worker"))

pytestmark = pytest.mark.long


@dataclass
class Elsewhere(OneMachine):
    """Other places of the servers than those of the tests."""

    pooled: str = ""
    streams: str = ""

    def postgres(self, servers: Servers) -> str:
        return self.pooled or super().postgres(servers)

    def redis(self, servers: Servers) -> str:
        return self.streams or super().redis(servers)


@dataclass
class Deployment:
    """A migrated database, and where processes are told that servers are."""

    system: Topology
    network: Elsewhere
    started: list[tuple[str, int]] = field(default_factory=list)

    async def begin(self, kind: str, guard: str = "") -> None:
        command = (sys.executable, "-m", "tests.cluster.without", guard) if guard else COMMAND
        await self.system.start(kind, 1, f"127.0.2.{len(self.started) + 1}", command)
        self.started.append((kind, 1))

    async def status(self, kind: str) -> int:
        """With which it ends by itself."""
        async with asyncio.timeout(ENDS_WITHIN_S):
            return await self.system.processes[kind, 1][1].wait()


@pytest.fixture
async def deployment(servers: Servers) -> AsyncIterator[Deployment]:
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder, network = Path(name), Elsewhere()
        variables = {**env_file(folder), "CONTEST_OWNER_PASSWORD": "test"}
        await servers.execute("DROP DATABASE IF EXISTS refused WITH (FORCE)")
        await servers.execute(f"CREATE DATABASE refused OWNER {OWNER}")
        [port] = free_ports(1, 0)
        async with httpx.AsyncClient(timeout=10) as client:
            system = Topology(variables, servers, "refused", port, client, folder, network=network)
            await system.migrate()
            made = Deployment(system, network)
            try:
                yield made
            finally:
                for service, replica in made.started:
                    if system.processes[service, replica][1].returncode is None:
                        await system.stop(service, replica)


@asynccontextmanager
async def valkey_cluster(folder: Path) -> AsyncIterator[str]:
    """The URL of one of three servers that share all slots."""
    ports = free_ports(3, 0)
    running = [_start_node(folder / str(port), port) for port in ports]
    try:
        nodes = [Redis.from_url(f"redis://127.0.0.1:{port}") for port in ports]
        await asyncio.gather(*(_until_pinged(node) for node in nodes))
        for number, node in enumerate(nodes):
            first, after = SLOTS * number // 3, SLOTS * (number + 1) // 3
            await node.execute_command("CLUSTER", "ADDSLOTSRANGE", first, after - 1)
            await node.execute_command("CLUSTER", "MEET", "127.0.0.1", ports[0])
        async with asyncio.timeout(ENDS_WITHIN_S):
            while b"cluster_state:ok" not in await nodes[0].execute_command("CLUSTER", "INFO"):
                await asyncio.sleep(0.2)
        for node in nodes:
            await node.aclose()
        yield f"redis://127.0.0.1:{ports[0]}/0"
    finally:
        for process in running:
            process.terminate()
            process.wait()


def _start_node(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    folder.mkdir()
    options = ("--cluster-enabled", "yes", "--save", "", "--bind", "127.0.0.1", "--dir", str(folder))
    command = [valkey_program(), "--port", str(port), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _until_pinged(node: "Redis") -> None:
    async with asyncio.timeout(ENDS_WITHIN_S):
        while True:
            try:
                await node.ping()
            except (RedisError, OSError):
                await asyncio.sleep(0.1)
                continue
            return


async def failures_of(deployment: Deployment, kinds: Sequence[str]) -> int:
    """Of background loops, by their metrics."""
    total = 0
    for kind in kinds:
        text = (await deployment.system.gateway.get(f"{deployment.system.url(kind)}/metrics")).text
        found = re.findall(r"^contest_loop_failures_total\S* (\S+)", text, re.MULTILINE)
        total += sum(int(float(each)) for each in found)
    return total


async def test_a_valkey_of_three_nodes_is_refused_when_workers_begin(
    deployment: Deployment, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with valkey_cluster(tmp_path) as url:
        deployment.network.streams = url
        for kind in WORKERS:
            await deployment.begin(kind)

        statuses = {kind: await deployment.status(kind) for kind in WORKERS}

    assert all(statuses.values())
    assert capfd.readouterr().out.count("Redis works as a cluster") >= len(WORKERS)


async def test_without_the_refusal_of_clusters_loops_fail_for_ever(deployment: Deployment, tmp_path: Path) -> None:
    """The control: the fault was that nobody said so."""
    async with valkey_cluster(tmp_path) as url:
        deployment.network.streams = url
        for kind in WORKERS:
            await deployment.begin(kind, "refusal-of-clusters")
        await asyncio.gather(*(deployment.system.until_ready(kind, 1) for kind in WORKERS))
        before = await failures_of(deployment, WORKERS)
        await asyncio.sleep(FAILS_FOR_S)

        assert await failures_of(deployment, WORKERS) > before


async def test_a_pooler_in_transaction_mode_is_refused_when_processes_begin(
    deployment: Deployment, capfd: pytest.CaptureFixture[str]
) -> None:
    async with pooler(deployment.system.servers.url("refused"), "transaction") as url:
        deployment.network.pooled = make_url(url).render_as_string().rpartition("@")[2].partition("/")[0]
        for kind in PROCESSES:
            await deployment.begin(kind)

        statuses = {kind: await deployment.status(kind) for kind in PROCESSES}

    assert all(statuses.values())
    assert capfd.readouterr().out.count("works in transaction mode") >= len(PROCESSES)


async def test_without_the_look_over_a_transaction_pooler_refuses_people_instead(deployment: Deployment) -> None:
    """The control: quiz begins, and what it holds in a session is somebody else's."""
    async with pooler(deployment.system.servers.url("refused"), "transaction") as url:
        deployment.network.pooled = make_url(url).render_as_string().rpartition("@")[2].partition("/")[0]
        await deployment.begin("quiz", "look-over")
        await deployment.system.until_ready("quiz", 1)
        history = History(
            deployment.system.variables["CONTEST_TOKEN_SIGNING_KEYS"], CONTEST, random.Random(1), attempts=3
        )
        async with httpx.AsyncClient(base_url=deployment.system.url("quiz"), timeout=10) as client:
            await history.play_for(client, FAILS_FOR_S, PER_SECOND)

    row = row_of("transaction pooler, no look-over", history, 1, lost=0, doubled=0, differences=0, is_control=True)
    report.tell(row)
    assert history.refused + len(history.unexpected) > 0

"""The deployment of a nation on one machine: forty hosts, of which each can vanish.

Three replicas of every process, two gateways behind one address, PostgreSQL as Patroni keeps it with a pooler on both
hosts, Valkey with three Sentinels.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from services.processes import PROCESSES
from tests.cluster import patroni, sentinels
from tests.cluster.hosts import Hosts, hosts
from tests.cluster.patroni import Patroni
from tests.cluster.sentinels import Sentinels
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.servers import Servers
from tests.support.tools import program

REPLICAS = 3
SERVERS = (patroni.DCS, *patroni.MEMBERS, *sentinels.MEMBERS)
PROCESS_HOSTS = tuple(f"{kind}-{number}" for kind in PROCESSES for number in range(1, REPLICAS + 1))
PROGRAMS = ("ip", "setpriv", "keepalived", "etcd", "patroni", "pgbouncer", "strace")


class NationalNetwork(Hosts):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, (*SERVERS, *PROCESS_HOSTS))
        self.database = self.streams = ""

    def replicas(self, _service: str, _said: int) -> int:
        return REPLICAS

    def postgres(self, _servers: Servers) -> str:
        return self.database

    def redis(self, _servers: Servers) -> str:
        return self.streams


class ManagedServers(Servers):
    """Whichever server is in charge, past its pooler."""

    def __init__(self, managed: Patroni, valkeys: Sentinels) -> None:
        super().__init__(0, 0)
        self._patroni, self._sentinels = managed, valkeys

    def url(self, database: str) -> str:
        return self._patroni.url(database)

    def redis_url(self, number: int) -> str:
        return self._sentinels.url.removesuffix("/0") + f"/{number}"


@dataclass(frozen=True)
class Nation:
    system: Topology
    network: NationalNetwork
    patroni: Patroni
    sentinels: Sentinels
    rng: random.Random

    async def away(self, names: Sequence[str], seconds: float) -> None:
        """Their cables are pulled for a while."""
        for name in names:
            self.network.lose(name)
        await asyncio.sleep(seconds)
        for name in names:
            self.network.bring_back(name)

    async def until_whole(self) -> None:
        """Until every process is ready and both kinds of servers have their standbys again."""
        await self.patroni.until_led(standby="sync_standby")
        await self.sentinels.until_followed()
        await asyncio.gather(*(self.system.until_ready(*name) for name in self.system.processes))

    async def restart(self, service: str, replica: int) -> None:
        address, process = self.system.processes[service, replica]
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
        await self.system.start(service, replica, address)
        await self.system.until_ready(service, replica)


@asynccontextmanager
async def nation(seed: int, pool_mode: str = "session") -> AsyncIterator[Nation]:
    """Skips the test where a program is missing."""
    for name in PROGRAMS:
        program(name)
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        for part in ("postgres", "valkey", "system"):
            (folder / part).mkdir(mode=0o711)
        with hosts(NationalNetwork(folder)) as network:
            async with (
                patroni.patroni(network, folder / "postgres", pool_mode) as managed,
                sentinels.sentinels(network, folder / "valkey") as valkeys,
            ):
                network.database, network.streams = managed.poolers, valkeys.url
                servers = ManagedServers(managed, valkeys)
                place = folder / "system"
                async with running_topology(servers, env_file(folder), place, network=network) as system:
                    yield Nation(system, network, managed, valkeys, random.Random(seed))

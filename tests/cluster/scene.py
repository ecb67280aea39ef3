"""Two gateways and two quiz processes on hosts of their own; servers are reached over the bridge."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cluster.hosts import Hosts, hosts
from tests.containers.files import env_file
from tests.containers.topology import Topology, running_topology
from tests.support.servers import Servers
from tests.support.tcp_proxy import tcp_proxy

ANYWHERE = "0.0.0.0"


@dataclass(frozen=True)
class HostsScene:
    system: Topology
    network: Hosts


@asynccontextmanager
async def hosts_scene(servers: Servers) -> AsyncIterator[HostsScene]:
    with TemporaryDirectory(prefix="contest-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        here = "127.0.0.1"
        async with (
            tcp_proxy(here, servers.database_port, ANYWHERE) as postgres,
            tcp_proxy(here, servers.redis_port, ANYWHERE) as valkey,
        ):
            with hosts(Hosts(folder)) as network:
                behind = Servers(postgres.port, valkey.port)
                async with running_topology(behind, env_file(folder), folder, network=network) as system:
                    yield HostsScene(system, network)

"""The processes of docker/compose.yaml on this machine: one loopback address for each container, found by name.

Commands and environments are those of the file, and the gateway runs the committed nginx.conf. Only what an engine
would provide differs: addresses, ports, and the folder that nginx writes to.
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from contest.embedded.accounts import server_account
from contest.embedded.binaries import nginx_program
from contest.embedded.deployment import OWNER
from contest.embedded.ports import free_ports
from services.gateway.documents import write_documents
from services.gateway.render import CONTAINER_PORT
from services.gateway.settings import GatewaySettings
from services.kit import streams
from tests.containers.files import DOCKER, compose, compose_service, environment_of, process_of
from tests.containers.name_server import name_server
from tests.support.servers import PASSWORD, Servers

READY_WITHIN_S = 90
CONTEST = (sys.executable, "-m", "contest.cli")


@dataclass(frozen=True)
class Gateway:
    """Where one nginx runs: what comes before its command, and its address."""

    prefix: Sequence[str]
    address: str


class OneMachine:
    """Every container has a loopback address; servers and clients have the usual one."""

    servers = "127.0.0.1"
    door = "127.0.0.1"
    """The address that clients know."""
    gateways: Sequence[Gateway] = (Gateway((), "127.0.0.1"),)

    def address(self, _service: str, _replica: int, number: int) -> str:
        """Of a container; `number` is another one for each."""
        return f"127.0.1.{number}"

    def prefix(self, _service: str, _replica: int) -> Sequence[str]:
        """What comes before the command of a container."""
        return ()

    def open_door(self, port: int) -> None:
        """Once the gateways run, on this port."""


@dataclass
class Topology:
    """`processes` maps a service and the number of its replica to its address and process."""

    variables: Mapping[str, str]
    servers: Servers
    database: str
    port: int
    gateway: httpx.AsyncClient
    volumes: Path
    """Where the folders lie that an engine would mount below /var/lib."""
    processes: dict[tuple[str, int], tuple[str, Process]] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    """What every process is told beyond the file."""
    network: OneMachine = field(default_factory=OneMachine)
    names: dict[str, list[str]] = field(default_factory=dict)
    """What the name server knows."""
    release: Path | None = None
    """Another checkout, whose code the processes run; None for this one's."""

    def url(self, service: str, replica: int = 1) -> str:
        return f"http://{self.processes[service, replica][0]}:{self.port}"

    def environment(self, service: str) -> dict[str, str]:
        """As in the file, but for the places of PostgreSQL, Valkey and volumes."""
        given = environment_of(compose_service(service), self.variables)
        here = self.network.servers
        places = {
            "@postgres:5432/contest": f"@{here}:{self.servers.database_port}/{self.database}",
            f":{self.variables['CONTEST_REDIS_PASSWORD']}@valkey:6379": f":test@{here}:{self.servers.redis_port}",
            "file:///var/lib/": f"{self.volumes.as_uri()}/",
        }
        for ours, ones in places.items():
            given = {name: value.replace(ours, ones) for name, value in given.items()}
        return {"PATH": os.environ["PATH"], **given, **self.added}

    async def start(self, service: str, replica: int, address: str) -> None:
        place = {"CONTEST_HTTP_HOST": address, "CONTEST_HTTP_PORT": str(self.port)}
        process = await asyncio.create_subprocess_exec(
            *self.network.prefix(service, replica),
            *CONTEST,
            "serve",
            *compose_service(service)["command"],
            env=self.environment(service) | place,
            cwd=self.release,
        )
        self.processes[service, replica] = (address, process)

    async def migrate(self) -> None:
        """What the service of this name does."""
        command = compose_service("migrate")["command"]
        process = await asyncio.create_subprocess_exec(
            *CONTEST, *command, env=self.environment("migrate"), cwd=self.release
        )
        assert await process.wait() == 0

    async def stop(self, service: str, replica: int) -> None:
        _, process = self.processes[service, replica]
        process.terminate()
        await process.wait()

    async def start_again(self) -> None:
        """Every process, at the address that it had."""
        for (service, replica), (address, _) in list(self.processes.items()):
            await self.start(service, replica, address)
        await asyncio.gather(*(self.until_ready(*name) for name in self.processes))

    async def until_ready(self, service: str, replica: int) -> None:
        await _until_answered(f"{self.url(service, replica)}/readyz")


@asynccontextmanager
async def running_topology(
    servers: Servers,
    variables: Mapping[str, str],
    folder: Path,
    added: Mapping[str, str] | None = None,
    network: OneMachine | None = None,
    release: Path | None = None,
) -> AsyncIterator[Topology]:
    network = network or OneMachine()
    # Two runs at once have the same addresses, and so other ports.
    port, gateway_port = free_ports(2, os.getpid())
    # The owner of the tests' cluster is there already, with a password of its own.
    variables = {**variables, "CONTEST_OWNER_PASSWORD": "test"}
    # Another topology may have stood on the same servers.
    await servers.execute("DROP DATABASE IF EXISTS compose WITH (FORCE)")
    await servers.execute(f"CREATE DATABASE compose OWNER {OWNER}")
    async with streams.connect(f"redis://:{PASSWORD}@127.0.0.1:{servers.redis_port}/0") as redis:
        await redis.flushdb()
    async with httpx.AsyncClient(base_url=f"http://{network.door}:{gateway_port}", timeout=30) as client:
        topology = Topology(
            variables, servers, "compose", port, client, folder, added=added or {}, network=network, release=release
        )
        gateways: list[Process] = []
        try:
            await topology.migrate()
            await _start_processes(topology)
            async with name_server(topology.names, network.servers) as resolver:
                for number, gateway in enumerate(network.gateways):
                    place = folder / f"gateway-{number}"
                    place.mkdir()
                    gateways.append(await _start_gateway(gateway, place, resolver, port, gateway_port))
                network.open_door(gateway_port)
                await _until_answered(f"{client.base_url}/v1/contests")
                yield topology
        finally:
            started = [*gateways, *(process for _, process in topology.processes.values())]
            for process in started:
                if process.returncode is None:
                    process.terminate()
            await asyncio.gather(*(process.wait() for process in started))


async def _start_processes(topology: Topology) -> None:
    containers = [
        (name, replica + 1)
        for name, service in compose()["services"].items()
        if process_of(service)
        for replica in range(service["deploy"].get("replicas", 1))
    ]
    for number, (name, replica) in enumerate(containers, start=1):
        address = topology.network.address(name, replica, number)
        await topology.start(name, replica, address)
        topology.names.setdefault(name, []).append(address)
    await asyncio.gather(*(topology.until_ready(*container) for container in containers))


async def _start_gateway(gateway: Gateway, folder: Path, resolver: str, port: int, gateway_port: int) -> Process:
    write_documents(folder)
    text = DOCKER.joinpath("nginx.conf").read_text(encoding="utf-8")
    text = text.replace(str(GatewaySettings().folder), str(folder)).replace(f":{CONTAINER_PORT} ", f":{port} ")
    listens_at = gateway.address if gateway.address.startswith("127.") else "0.0.0.0"
    text = text.replace(f"listen {GatewaySettings().listen}", f"listen {listens_at}:{gateway_port}")
    text = re.sub(r"resolver \S+", f"resolver {resolver}", text).replace("access_log /dev/stdout", "access_log off; #")
    account = server_account()
    user = f"user {account.name} {account.group};\n" if account else ""
    folder.joinpath("nginx.conf").write_text(user + text, encoding="utf-8")
    command = (str(nginx_program()), "-p", f"{folder}/", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;")
    return await asyncio.create_subprocess_exec(*gateway.prefix, *command)


async def _until_answered(url: str) -> None:
    async with asyncio.timeout(READY_WITHIN_S), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(url)).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)

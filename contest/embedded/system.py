"""The whole system on one machine: what `contest up` does, from an empty folder to `ready` and back to nothing."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contest.embedded import binaries, children, interpreter, keys, nginx, postgresql, programs, status_line, valkey
from contest.embedded.accounts import gateway_account, server_account, server_folder, streams_account
from contest.embedded.deployment import DATABASE, OWNER, Deployment, publish, withdraw
from contest.embedded.errors import StartRefused
from contest.embedded.folder import DataFolder, default_data_dir
from contest.embedded.ports import check_gateway_port, free_ports
from contest.embedded.probes import HOST, http_status
from contest.embedded.supervisor import Child, Supervisor
from services.gateway.routes import PROBES

__all__ = ["UpOptions", "default_data_dir", "run"]

CONTEST_COMMAND = (sys.executable, "-m", "contest.cli")

_GATEWAY_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class UpOptions:
    """`workers` is the number of quiz processes, or None for what suits this machine."""

    port: int
    data_dir: Path
    workers: int | None = None


def run(options: UpOptions, command: Sequence[str] = CONTEST_COMMAND) -> int:
    """Runs the system until Ctrl-C or SIGTERM, and returns the exit status. `command` starts the contest's own CLI."""
    folder = DataFolder(options.data_dir)
    try:
        folder.prepare()
        with folder.held():
            folder.check_layout()
            children.end_leftovers(folder.children, (folder.path, folder.nginx))
            withdraw(folder)
            check_gateway_port(options.port)
            asyncio.run(_System(options, folder, tuple(command)).run())
    except StartRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


class _System:
    def __init__(self, options: UpOptions, folder: DataFolder, command: tuple[str, ...]) -> None:
        self.folder = folder
        self.port = options.port
        self.command = command
        self.account = server_account()
        instances = programs.instances(options.workers or programs.default_workers())
        self.database_port, self.redis_port, *ports = free_ports(2 + len(instances), self.port)
        self.deployment = self._deployment(dict(zip(instances, ports, strict=True)))
        # In the order in which they are ended: who asks goes before whom it asks.
        self.gateway: list[Child] = []
        self.services: list[Child] = []
        self.servers: list[Child] = []

    async def run(self) -> None:
        """Raises StartRefused when the system cannot be started, or a part of it cannot be kept alive."""
        async with Supervisor(self.folder) as supervisor:
            bringing_up = asyncio.create_task(self._bring_up(supervisor))
            try:
                await asyncio.wait({bringing_up, supervisor.end}, return_when=asyncio.FIRST_COMPLETED)
                if bringing_up.done():
                    bringing_up.result()
                await self._watched(supervisor.end)
            finally:
                bringing_up.cancel()
                await asyncio.wait({bringing_up})
                withdraw(self.folder)
                _say("stopping")
                for stopping in (self.gateway, self.services, self.servers):
                    await supervisor.stop(stopping)
        _say("stopped")

    async def _watched(self, end: "asyncio.Future[None]") -> None:
        """Until the end, which may be an error. A person who looks on is shown how the system is."""
        if not sys.stdout.isatty():
            await end
            return
        shown = asyncio.create_task(
            status_line.show((*self.servers, *self.services, *self.gateway), self.deployment.ports)
        )
        try:
            await end
        finally:
            shown.cancel()
            await asyncio.wait({shown})

    async def _bring_up(self, supervisor: Supervisor) -> None:
        _say(interpreter.version())
        if not interpreter.is_optimised():
            _say(interpreter.SLOW)
        self._start_redis(supervisor)
        await self._start_database(supervisor)
        await asyncio.gather(*(_announce(supervisor, child) for child in self.servers))
        await supervisor.finish(programs.preparation(self.deployment, self.command))
        _say("schema and reference data ready")
        self.services = [
            supervisor.keep(programs.service(self.deployment, self.command, instance))
            for instance in self.deployment.ports
        ]
        upstreams = programs.upstreams(self.deployment)
        account = gateway_account()
        folder = server_folder(self.folder.nginx, account)
        gateway = nginx.server(binaries.nginx_program(), folder, self.port, upstreams, account)
        self.gateway = [supervisor.keep(gateway)]
        await asyncio.gather(*(_announce(supervisor, child) for child in (*self.services, *self.gateway)))
        for service in upstreams:
            await self._gateway_reaches(service)
        publish(self.deployment)
        _say(f"page for participants: {self.deployment.gateway_url}/")
        _say(f"console for organisers: {self.deployment.gateway_url}/console")
        _say(f"ready {self.deployment.gateway_url}")

    async def _start_database(self, supervisor: Supervisor) -> None:
        url = self.deployment.admin_database_url
        if "CONTEST_DATABASE_URL" in os.environ:
            _say(f"external PostgreSQL {await postgresql.check_server(url)} ready")
            return
        binary_folder = binaries.postgresql_programs(self.account)
        folder = server_folder(self.folder.postgresql, self.account)
        if not postgresql.cluster(folder).exists():
            password = self.deployment.secrets.owner_password
            await supervisor.finish(postgresql.make_cluster(binary_folder, folder, password, self.account))
            postgresql.adopt_cluster(folder)
        postgresql.check_cluster(folder, postgresql.program_version(binary_folder))
        server = supervisor.keep(postgresql.server(binary_folder, folder, self.database_port, self.account))
        self.servers.append(server)
        await supervisor.ready(server)
        await postgresql.make_database(url)
        await postgresql.check_server(url)

    def _start_redis(self, supervisor: Supervisor) -> None:
        if "CONTEST_REDIS_URL" in os.environ:
            return
        password = self.deployment.secrets.redis_password
        account = streams_account()
        folder = server_folder(self.folder.valkey, account)
        program = valkey.server(binaries.valkey_program(account), folder, self.redis_port, password, account)
        self.servers.append(supervisor.keep(program))

    async def _gateway_reaches(self, service: str) -> None:
        """One request through the gateway; anything but an error of the gateway or the service is good."""
        try:
            async with asyncio.timeout(_GATEWAY_PATIENCE_SECONDS):
                while (await http_status(self.port, PROBES[service]) or 500) >= 500:  # noqa: PLR2004
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise StartRefused(
                f"The gateway on port {self.port} does not reach the service {service}; "
                f"{self.folder.logs / 'gateway.log'} may say why."
            ) from None

    def _deployment(self, ports: dict[str, int]) -> Deployment:
        secrets = keys.load_or_make(self.folder.secrets)
        database = f"postgresql://{OWNER}:{secrets.owner_password}@{HOST}:{self.database_port}/{DATABASE}"
        redis = f"redis://:{secrets.redis_password}@{HOST}:{self.redis_port}/0"
        return Deployment(
            data_dir=self.folder.path,
            gateway_url=f"http://{HOST}:{self.port}",
            admin_database_url=os.environ.get("CONTEST_DATABASE_URL", database),
            redis_url=os.environ.get("CONTEST_REDIS_URL", redis),
            pid=os.getpid(),
            ports=ports,
            secrets=secrets,
        )


async def _announce(supervisor: Supervisor, child: Child) -> None:
    await supervisor.ready(child)
    _say(f"{child.program.name} {child.program.ready_message}")


def _say(line: str) -> None:
    # Whoever reads our output may go away before we do.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

"""Faults that a deployment meets. Each disturbs the running system for some seconds and leaves it as it was."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.containers.files import env_file
from tests.containers.topology import CONTEST, Topology
from tests.support.tcp_proxy import TcpProxy

DISTURBED_S = 4.0


@dataclass(frozen=True)
class Scene:
    """The system, the ways on which all of its processes reach PostgreSQL and Valkey, and the folder of its secrets."""

    system: Topology
    postgres: TcpProxy
    valkey: TcpProxy
    folder: Path

    async def kill(self, service: str, replica: int) -> None:
        """Its host is gone; another one takes its place after a while."""
        address, process = self.system.processes[service, replica]
        process.kill()
        await process.wait()
        await asyncio.sleep(DISTURBED_S)
        await self.system.start(service, replica, address)
        await self.system.until_ready(service, replica)

    async def renew(self, option: str) -> None:
        """Secrets of the running system, as an operator makes them; processes learn of them when they start."""
        command = (*CONTEST, "keys", str(self.folder / "secrets.json"), option)
        made = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
        assert await made.wait() == 0
        owner = {"CONTEST_OWNER_PASSWORD": self.system.variables["CONTEST_OWNER_PASSWORD"]}
        self.system.variables = env_file(self.folder) | owner


async def host_lost(scene: Scene) -> None:
    await scene.kill("quiz", 1)


async def host_silent(scene: Scene) -> None:
    """It accepts connections and says nothing, like a machine whose network went away."""
    _, process = scene.system.processes["quiz", 1]
    process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(DISTURBED_S)
    process.send_signal(signal.SIGCONT)


async def workers_lost(scene: Scene) -> None:
    names = [name for name in scene.system.processes if name[0] in ("quiz-worker", "scoring-worker")]
    await asyncio.gather(*(scene.kill(*name) for name in names))


async def rolling_restart(scene: Scene) -> None:
    """Every process of every kind, one after the other, as an upgrade does it."""
    for (service, replica), (address, process) in list(scene.system.processes.items()):
        process.terminate()
        await process.wait()
        await scene.system.start(service, replica, address)
        await scene.system.until_ready(service, replica)


async def postgres_unreachable(scene: Scene) -> None:
    await scene.postgres.cut()
    await asyncio.sleep(DISTURBED_S)
    await scene.postgres.open()


async def postgres_silent(scene: Scene) -> None:
    scene.postgres.hang()
    await asyncio.sleep(DISTURBED_S)
    scene.postgres.resume()


async def valkey_unreachable(scene: Scene) -> None:
    await scene.valkey.cut()
    await asyncio.sleep(DISTURBED_S)
    await scene.valkey.open()


async def valkey_silent(scene: Scene) -> None:
    scene.valkey.hang()
    await asyncio.sleep(DISTURBED_S)
    scene.valkey.resume()


async def passwords_renewed(scene: Scene) -> None:
    await scene.renew("--renew-passwords")
    await scene.system.migrate()
    await rolling_restart(scene)


async def token_key_renewed(scene: Scene) -> None:
    """At first every process learns of it, then it signs. The load goes on with tokens of the former."""
    for _ in range(2):
        await scene.renew("--renew-token-key")
        await rolling_restart(scene)


async def names_away(scene: Scene) -> None:
    """The name server does not answer."""
    known = dict(scene.system.names)
    scene.system.names.clear()
    await asyncio.sleep(DISTURBED_S)
    scene.system.names.update(known)


FAULTS: Mapping[str, Callable[[Scene], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        host_lost,
        host_silent,
        workers_lost,
        rolling_restart,
        postgres_unreachable,
        postgres_silent,
        valkey_unreachable,
        valkey_silent,
        passwords_renewed,
        token_key_renewed,
        names_away,
    )
}

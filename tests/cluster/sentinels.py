"""Valkey on three hosts, with a Sentinel beside each; two of them agree on who is in charge."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from contest.embedded.accounts import streams_account
from contest.embedded.binaries import valkey_program
from tests.cluster.hosts import Hosts, keep_logs
from tests.support.servers import PASSWORD

MEMBERS = ("valkey-1", "valkey-2", "valkey-3")
NAME = "main"
PORT, SENTINEL_PORT = 6379, 26379
QUORUM = 2
PATIENCE_S = 120
SERVER = """\
port {port}
bind 0.0.0.0
dir {folder}
requirepass {password}
masterauth {password}
replica-announce-ip {address}
repl-timeout 10
repl-diskless-sync-delay 0
appendonly yes
save ""
"""
SENTINEL = """\
port {port}
bind 0.0.0.0
dir {folder}
sentinel monitor {name} {first} {server_port} {quorum}
sentinel auth-pass {name} {password}
sentinel down-after-milliseconds {name} 2000
sentinel failover-timeout {name} 6000
sentinel resolve-hostnames no
"""


@dataclass
class Sentinels:
    """`network` has the hosts of `MEMBERS`."""

    network: Hosts
    folder: Path
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def url(self) -> str:
        hosts = ",".join(f"{self.network.addresses[name]}:{SENTINEL_PORT}" for name in MEMBERS)
        return f"sentinel://:{PASSWORD}@{hosts}/{NAME}/0"

    async def leader(self, *, as_seen_by: str = "") -> str | None:
        """Whom a Sentinel names, whichever answers first."""
        names = {address: name for name, address in self.network.addresses.items()}
        for each in (as_seen_by,) if as_seen_by else MEMBERS:
            url = f"redis://{self.network.addresses[each]}:{SENTINEL_PORT}"
            async with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, decode_responses=True) as client:
                with contextlib.suppress(RedisError, OSError):
                    found = await client.execute_command("SENTINEL", "get-master-addr-by-name", NAME)
                    return names[found[0]]
        return None

    async def until_led(self, *, otherwise_than: str = "") -> str:
        """Until the Sentinels of the hosts that are there name the same one, and it is another one."""
        witnesses = [name for name in MEMBERS if name != otherwise_than]
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = {await self.leader(as_seen_by=name) for name in witnesses}
                (name, *others) = found
                if not others and name not in {None, otherwise_than}:
                    return str(name)
                await asyncio.sleep(0.2)

    async def until_followed(self) -> None:
        """Until both others follow the one in charge and have all that it has."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                address = self.network.addresses[await self.until_led()]
                async with Redis.from_url(f"redis://:{PASSWORD}@{address}:{PORT}", socket_timeout=2) as client:
                    with contextlib.suppress(RedisError, OSError):
                        if sum("online" in str(each) for each in (await client.info("replication")).values()) == 2:
                            return
                await asyncio.sleep(0.2)

    def start_all(self) -> None:
        first = self.network.addresses[MEMBERS[0]]
        for name in MEMBERS:
            follows = "" if name == MEMBERS[0] else f"replicaof {first} {PORT}\n"
            self._start(name, name, SERVER.format(**self._values(name, PORT)) + follows)
        for name in MEMBERS:
            text = SENTINEL.format(first=first, server_port=PORT, quorum=QUORUM, **self._values(name, SENTINEL_PORT))
            self._start(name, f"{name}-sentinel", text, "--sentinel")

    def _values(self, name: str, port: int) -> dict[str, object]:
        folder = self.folder / (name if port == PORT else f"{name}-sentinel")
        address = self.network.addresses[name]
        return {"port": port, "folder": folder, "password": PASSWORD, "address": address, "name": NAME}

    def _start(self, host: str, name: str, text: str, *options: str) -> None:
        account = streams_account()
        assert account is not None
        folder = self.folder / name
        folder.mkdir()
        configuration = folder / "valkey.conf"
        configuration.write_text(text, encoding="utf-8")
        for place in (folder, configuration):
            shutil.chown(place, account.name)
        as_whom = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
        command = [*self.network.inside(host), *as_whom, str(valkey_program(account)), str(configuration), *options]
        with self.folder.joinpath(f"{name}.log").open("ab") as log:
            self.running.append(subprocess.Popen(command, stdout=log, stderr=log))


@asynccontextmanager
async def sentinels(network: Hosts, folder: Path) -> AsyncIterator[Sentinels]:
    made = Sentinels(network, folder)
    try:
        made.start_all()
        await made.until_led()
        await made.until_followed()
        yield made
    finally:
        for process in made.running:
            process.terminate()
        for process in made.running:
            process.wait()
        keep_logs(folder)

"""PostgreSQL on two hosts as Patroni manages it, with etcd on a third, and a PgBouncer in session mode on both.

All of them are Debian's packages, but for PostgreSQL itself, which is the one that the tests run on.
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from contest.embedded.accounts import server_account
from contest.embedded.binaries import postgresql_programs
from contest.embedded.deployment import OWNER
from tests.cluster.hosts import Hosts, keep_logs
from tests.cluster.postgres_pair import kill, until_it_answers
from tests.support.servers import PASSWORD
from tests.support.tools import program

DCS, MEMBERS = "etcd-1", ("postgres-1", "postgres-2")
PORT, POOLER_PORT, REST_PORT, DCS_PORT = 5432, 6432, 8008, 2379
PATIENCE_S = 90
MOST_LAG = 64 << 20
"""Bytes: who is further behind is not promoted. With an asynchronous standby, so much may be lost."""
TIMING = {"ttl": 10, "loop_wait": 2, "retry_timeout": 4}
PARAMETERS = {
    "max_connections": 600,
    "shared_buffers": "64MB",
    "jit": "off",
    "unix_socket_directories": "",
    "wal_receiver_timeout": "3s",
    "wal_sender_timeout": "5s",
    "tcp_user_timeout": "5s",
    # A manager that does its own work on a machine of two cores.
    "checkpoint_timeout": "15min",
}


@dataclass
class Patroni:
    """`network` has the hosts of `DCS` and `MEMBERS`. `pool_mode` is that of the poolers."""

    network: Hosts
    folder: Path
    pool_mode: str = "session"
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def poolers(self) -> str:
        """What stands for host and port in a URL: the pooler beside the server that can be written to is found."""
        return ",".join(f"{self.network.addresses[name]}:{POOLER_PORT}" for name in MEMBERS)

    def url(self, database: str = "postgres") -> str:
        """To the server in charge, past the poolers."""
        hosts = ",".join(f"{self.network.addresses[name]}:{PORT}" for name in MEMBERS)
        return f"postgresql://{OWNER}:{PASSWORD}@{hosts}/{database}?target_session_attrs=read-write"

    async def leader(self) -> str | None:
        """As the manager's members see it, whichever answers."""
        for member in await self._members():
            if member["role"] == "leader" and member["state"] == "running":
                return str(member["name"])
        return None

    async def until_led(self, *, otherwise_than: str | None = None, standby: str = "") -> str:
        """Until somebody leads; with `standby` (`sync_standby`, `replica`) also until the other one follows as such."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                members = await self._members()
                roles = {each["role"] for each in members if each["state"] in {"running", "streaming"}}
                name = await self.leader()
                if name not in {None, otherwise_than} and (not standby or standby in roles):
                    return str(name)
                await asyncio.sleep(0.5)

    async def hand_over(self) -> None:
        """A planned change of the one in charge."""
        leader = await self.leader()
        (other,) = set(MEMBERS) - {leader}
        await self._ask("POST", str(leader), "/switchover", {"leader": leader, "candidate": other})

    async def be_synchronous(self, *, is_so: bool) -> None:
        await self._ask("PATCH", await self.until_led(), "/config", {"synchronous_mode": is_so})
        waits = "current_setting('synchronous_standby_names') <> ''"
        await until_it_answers(self.url(), f"SELECT {waits}" if is_so else f"SELECT NOT {waits}")

    async def restart_pooler(self, name: str) -> None:
        pooler = str(program("pgbouncer"))
        kill(self.running[f"{name} {pooler}"])
        await asyncio.sleep(1)
        self.start(name, pooler, "--quiet", str(self.folder / f"{name}.ini"))

    async def _members(self) -> Sequence[Mapping[str, Any]]:
        for name in MEMBERS:
            with contextlib.suppress(httpx.HTTPError):
                return list((await self._ask("GET", name, "/cluster")).json()["members"])
        return []

    async def _ask(self, method: str, name: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        async with httpx.AsyncClient(timeout=30 if body else 3) as client:
            url = f"http://{self.network.addresses[name]}:{REST_PORT}{path}"
            reply = await client.request(method, url, json=body)
        assert reply.is_success, reply.text
        return reply

    def processes(self, name: str) -> Sequence[psutil.Process]:
        """Those of PostgreSQL on a host."""
        pid = int((self.folder / name / "postmaster.pid").read_text(encoding="ascii").split()[0])
        server = psutil.Process(pid)
        return [server, *server.children(recursive=True)]

    def start(self, name: str, *command: str) -> None:
        """On its host, under the account of servers."""
        account = server_account()
        assert account is not None
        as_whom = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
        with self.folder.joinpath(f"{name}-{Path(command[0]).name}.log").open("ab") as log:
            self.running[f"{name} {command[0]}"] = subprocess.Popen(
                [*self.network.inside(name), *as_whom, *command],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": f"{os.environ['PATH']}:/usr/sbin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            )

    def start_all(self) -> None:
        address = self.network.addresses[DCS]
        here = f"http://{address}:{DCS_PORT}"
        places = (f"--listen-client-urls={here}", f"--advertise-client-urls={here}", f"--data-dir={self.folder}/{DCS}")
        self.start(DCS, str(program("etcd")), *places, "--logger=zap", "--log-level=error")
        for name in MEMBERS:
            self._write(f"{name}.yml", json.dumps(self._managed(name)))
            self.start(name, str(program("patroni")), str(self.folder / f"{name}.yml"))
            self._write(f"{name}-users", f'"{OWNER}" "{PASSWORD}"\n')
            self._write(f"{name}.ini", self._pooled(name))
            self.start(name, str(program("pgbouncer")), "--quiet", str(self.folder / f"{name}.ini"))

    def _write(self, name: str, text: str) -> None:
        place = self.folder / name
        place.write_text(text, encoding="utf-8")
        shutil.chown(place, "nobody")
        place.chmod(0o600)

    def _managed(self, name: str) -> Mapping[str, Any]:
        """Of Patroni; JSON is YAML."""
        address = self.network.addresses[name]
        account = {"username": OWNER, "password": PASSWORD}
        dcs: dict[str, Any] = {**TIMING, "synchronous_mode": True, "maximum_lag_on_failover": MOST_LAG}
        dcs["postgresql"] = {"use_pg_rewind": True, "parameters": PARAMETERS}
        return {
            "scope": "contest",
            "name": name,
            "restapi": {"listen": f"{address}:{REST_PORT}", "connect_address": f"{address}:{REST_PORT}"},
            "etcd3": {"host": f"{self.network.addresses[DCS]}:{DCS_PORT}"},
            "bootstrap": {"dcs": dcs, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}]},
            "postgresql": {
                "listen": f"0.0.0.0:{PORT}",
                "connect_address": f"{address}:{PORT}",
                "data_dir": str(self.folder / name),
                "bin_dir": str(postgresql_programs(server_account())),
                "pgpass": str(self.folder / f"{name}.pgpass"),
                "authentication": {"superuser": account, "replication": account},
                "pg_hba": ["host all all all scram-sha-256", "host replication all all scram-sha-256"],
            },
        }

    def _pooled(self, name: str) -> str:
        """Of PgBouncer: who may come in is asked of the server itself, so that renewed passwords are known at once."""
        return (
            f"[databases]\n* = host=127.0.0.1 port={PORT} auth_user={OWNER}\n[pgbouncer]\n"
            f"listen_addr = {self.network.addresses[name]}\nlisten_port = {POOLER_PORT}\nunix_socket_dir =\n"
            f"auth_type = scram-sha-256\nauth_file = {self.folder}/{name}-users\npool_mode = {self.pool_mode}\n"
            "max_client_conn = 1000\ndefault_pool_size = 300\nserver_connect_timeout = 3\nserver_login_retry = 1\n"
            "server_round_robin = 0\nserver_lifetime = 0\n"
        )


@asynccontextmanager
async def patroni(network: Hosts, folder: Path, pool_mode: str = "session") -> AsyncIterator[Patroni]:
    shutil.chown(folder, "nobody")
    managed = Patroni(network, folder, pool_mode)
    try:
        managed.start_all()
        await managed.until_led(standby="sync_standby")
        await until_it_answers(managed.url(), "SELECT true")
        yield managed
    finally:
        for process in managed.running.values():
            kill(process)
        keep_logs(folder)

"""A real nginx in front of a real upstream of a few lines, both in a temporary folder."""

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from contest.embedded.accounts import server_account
from contest.embedded.binaries import nginx_program
from contest.embedded.ports import free_ports
from services.gateway.documents import write_documents
from services.gateway.render import render
from services.gateway.settings import GatewaySettings

SERVICES = ("directory", "quiz", "scoring", "reporting", "camp")


@dataclass
class Upstream:
    """Answers every request with `headers` and `body`, and remembers the requests."""

    port: int = 0
    status: str = "200 OK"
    headers: Callable[[], dict[str, str]] = dict
    body: bytes = b'{"from": "upstream"}'
    delay_seconds: float = 0
    is_cut_off: bool = False
    requests: list[str] = field(default_factory=list)
    connections: set[asyncio.Task[None]] = field(default_factory=set)

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(asyncio.create_task(self.answer(reader, writer)))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.requests.append(head)
                if self.is_cut_off:
                    return
                await asyncio.sleep(self.delay_seconds)
                await self._reply(writer, head)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(self, writer: asyncio.StreamWriter, head: str) -> None:
        headers = self.headers()
        is_known = "ETag" in headers and f"If-None-Match: {headers['ETag']}" in head
        status, body = ("304 Not Modified", b"") if is_known else (self.status, self.body)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body)
        await writer.drain()


def settings_in(folder: Path, port: int, **changes: Any) -> GatewaySettings:
    account = server_account()
    plain = GatewaySettings(
        folder=folder,
        listen=f"127.0.0.1:{port}",
        user=account and f"{account.name} {account.group}",
        worker_processes="1",
        worker_connections=256,
        open_files=1024,
        access_log=None,
    )
    return replace(plain, **changes)


def check(configuration: str, folder: Path) -> subprocess.CompletedProcess[str]:
    folder.joinpath("nginx.conf").write_text(configuration, encoding="utf-8")
    command = [nginx_program(), "-t", "-p", f"{folder}/", "-e", "stderr", "-c", str(folder / "nginx.conf")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@asynccontextmanager
async def running_gateway(folder: Path, *upstreams: Upstream, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway; all services lead to the same upstreams."""
    port, *upstream_ports = free_ports(1 + len(upstreams), 8000 + os.getpid() % 1000)
    listening = []
    for upstream, upstream_port in zip(upstreams, upstream_ports, strict=True):
        upstream.port = upstream_port
        listening.append(await asyncio.start_server(upstream.connected, "127.0.0.1", upstream_port))
    addresses = [f"127.0.0.1:{upstream.port}" for upstream in upstreams]
    write_documents(folder)
    configuration = render(settings_in(folder, port, **changes), dict.fromkeys(SERVICES, addresses))
    assert check(configuration, folder).returncode == 0
    nginx = _start(folder)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await _wait_for(client)
            yield client
    finally:
        nginx.terminate()
        nginx.wait()
        for server in listening:
            server.close()
        await asyncio.gather(*(connection for upstream in upstreams for connection in upstream.connections))


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [nginx_program(), "-p", f"{folder}/", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"]
    with folder.joinpath("nginx.log").open("wb") as log:
        return subprocess.Popen(command, stderr=log)


async def _wait_for(client: httpx.AsyncClient) -> None:
    until = time.monotonic() + 5
    while True:
        try:
            await client.get("/v1/openapi.json")
        except httpx.ConnectError:
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        else:
            return

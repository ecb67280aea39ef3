"""The HTTP process of scoring on a real socket, and clients that listen to its boards."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from contest.embedded.ports import free_ports
from tests.scoring.builders import CONTEST
from tests.support import tokens

EVENTS = f"/v1/leaderboards/{CONTEST}/region/events"
EVENT = re.compile(rb"id: ([^\n]+)\nevent: (\w+)\ndata: ([^\n]+)\n\n")
READY_WITHIN_S = 30


@dataclass(frozen=True)
class Event:
    id: str
    name: str
    data: dict[str, Any]
    at: float

    @property
    def codes(self) -> list[str]:
        return [item["unit"]["code"] for item in self.data["items"]]


@dataclass
class Client:
    """A listener that notes its events and when they came; `is_over` once the other side has ended the reply."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: str
    events: list[Event] = field(default_factory=list)
    raw: bytes = b""
    is_over: bool = False

    async def until(self, count: int, patience_s: float = 10.0) -> list[Event]:
        """Read until so many events have come."""
        async with asyncio.timeout(patience_s):
            while len(self.events) < count:
                assert await self.read(), f"ended after {len(self.events)} events"
        return self.events

    async def read(self) -> bool:
        """Take what has come. False when it was the end."""
        content = await self.reader.read(2**16)
        self.raw += content
        taken = 0
        for found in EVENT.finditer(self.raw):
            event_id, name, data = found.groups()
            self.events.append(Event(event_id.decode(), name.decode(), json.loads(data), time.monotonic()))
            taken = found.end()
        # Chunks end in a line of their length; the last one has none.
        self.is_over = self.is_over or not content or self.raw.endswith(b"\r\n0\r\n\r\n")
        self.raw = self.raw[taken:]
        return not self.is_over

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@dataclass
class Served:
    """A process, the port where it answers, and who listens to it."""

    port: int
    process: "subprocess.Popen[bytes]"
    clients: list[Client] = field(default_factory=list)

    async def connect(self, query: str = "", last_event_id: str | None = None) -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        again = "" if last_event_id is None else f"Last-Event-ID: {last_event_id}\r\n"
        writer.write(f"GET {EVENTS}{query} HTTP/1.1\r\nHost: localhost\r\n{again}\r\n".encode())
        client = Client(reader, writer, (await reader.readuntil(b"\r\n\r\n")).decode())
        self.clients.append(client)
        return client


@asynccontextmanager
async def scoring_process(service_url: str, redis_url: str) -> AsyncIterator[Served]:
    """`contest serve scoring`, and the port where it answers."""
    (port,) = free_ports(1, 9000 + os.getpid() % 1000)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")},
        "CONTEST_DATABASE_URL": service_url,
        "CONTEST_REDIS_URL": redis_url,
        "CONTEST_HTTP_PORT": str(port),
        "CONTEST_TOKEN_VERIFICATION_KEYS": tokens.public_keys(),
        "CONTEST_SECRET": "5e" * 32,
    }
    command = [sys.executable, "-m", "contest.cli", "serve", "scoring"]
    served = Served(port, subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
    try:
        await _ready(port)
        yield served
    finally:
        served.process.kill()
        served.process.wait()
        await asyncio.gather(*[client.close() for client in served.clients])


async def _ready(port: int) -> None:
    async with asyncio.timeout(READY_WITHIN_S), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)

"""Replies over a real connection: head and body in one write, in order, also when the connection closes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from services.kit.one_write import GatheringTransport, OneWriteProtocol

GET = b"GET %s HTTP/1.1\r\nHost: test\r\n%s\r\n"


class Recorder(asyncio.Transport):
    """A foreign transport that keeps each write apart."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def close(self) -> None:
        self.is_closed = True


async def app(scope: Any, _receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body = b"" if scope["path"] == "/empty" else b"body of " + scope["path"].encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(app, port=0, http=OneWriteProtocol, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.close()
    server.should_exit = True
    await serving


async def test_what_is_written_at_once_leaves_in_one_write() -> None:
    inner = Recorder()
    transport = GatheringTransport(inner, asyncio.get_running_loop())

    transport.write(b"head ")
    transport.write(b"body")
    await asyncio.sleep(0)

    assert inner.writes == [b"head body"]


async def test_what_was_written_before_the_end_is_not_lost() -> None:
    inner = Recorder()
    transport = GatheringTransport(inner, asyncio.get_running_loop())

    transport.write(b"last")
    transport.close()
    await asyncio.sleep(0)

    assert (inner.writes, inner.is_closed) == ([b"last"], True)


@pytest.mark.parametrize("path", [b"/some", b"/empty"])
async def test_replies_come_whole_and_in_order(path: bytes) -> None:
    async with connected() as (reader, writer):
        writer.write(GET % (path, b"") + GET % (b"/next", b"") + GET % (b"/last", b"Connection: close\r\n"))
        received = await reader.read()

    parts = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    bodies = [part.partition(b"\r\n\r\n")[2] for part in parts]
    assert bodies == [b"" if path == b"/empty" else b"body of /some", b"body of /next", b"body of /last"]

"""A way to a server that can be cut, that hangs (accepted, and then silent), and that garbles what is sent once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TcpProxy:
    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._garbled: tuple[bytes, bytes] | None = None
        self.port = 0
        self.listens_at = "127.0.0.1"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.listens_at, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse new connections and break those there are."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        self._flows.set()
        await asyncio.sleep(0)

    def hang(self) -> None:
        self._flows.clear()

    def resume(self) -> None:
        self._flows.set()

    def garble_once(self, sent: bytes, arrives: bytes) -> None:
        """The next message with `sent` arrives with `arrives` in its place, which is as long."""
        self._garbled = sent, arrives

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there_writer}
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        self._writers -= {writer, there_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                await self._flows.wait()
                if self._garbled and self._garbled[0] in chunk:
                    chunk = chunk.replace(*self._garbled)
                    self._garbled = None
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def tcp_proxy(host: str, port: int, listens_at: str = "127.0.0.1") -> AsyncIterator[TcpProxy]:
    proxy = TcpProxy(host, port)
    proxy.listens_at = listens_at
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.cut()

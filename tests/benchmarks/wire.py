"""HTTP/1.1 over a raw socket: one request at a time, kept alive, as little Python per request as will do."""

import asyncio
from typing import cast


class Connection(asyncio.Protocol):
    """Opens itself before a request where it is not open. `status` 0 stands for a connection that broke."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self._received = b""
        self._needed = 0

    async def request(self, message: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the reply."""
        loop = asyncio.get_running_loop()
        if self._transport is None:
            try:
                await loop.create_connection(lambda: self, self._host, self._port)
            except OSError:
                return 0, b"", b""
        assert self._transport is not None
        self._waiter = loop.create_future()
        self._received, self._needed = b"", 0
        self._transport.write(message)
        return await self._waiter

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result((0, b"", b""))

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not self._needed:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            self._needed = end + 4 + _length(self._received[:end].lower())
        if len(self._received) >= self._needed and self._waiter is not None and not self._waiter.done():
            head, _, body = self._received[: self._needed].partition(b"\r\n\r\n")
            if b"connection: close" in head.lower() and self._transport is not None:
                self._transport.close()
                self._transport = None
            self._waiter.set_result((int(head[9:12]), head, body))


def _length(head: bytes) -> int:
    at = head.find(b"content-length:")
    return int(head[at + 15 :].split(b"\r", 1)[0]) if at >= 0 else 0


def message(method: str, path: str, token: str = "", body: bytes = b"", more: str = "") -> bytes:
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if method != "GET" else ""
    return f"{method} {path} HTTP/1.1\r\nHost: bench\r\n{authorization}{content}{more}\r\n".encode() + body

"""A double of clamd, as its manual describes it: `zINSTREAM`, chunks with their length, an answer that ends in NUL."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file that every scanner takes for a virus (its harmless text is public)."""


@dataclass
class ClamdDouble:
    """`seen` are the contents that it looked at; `says` overrides its answer, None is silence."""

    largest: int = 25 * 1024 * 1024
    says: str | None = ""
    seen: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await self._answer(reader))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort() if self.says is None else writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        if await reader.readuntil(b"\0") != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!L", await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
            if len(content) > self.largest:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        if self.says is None:
            return b""
        found = "stream: Eicar-Signature FOUND" if VIRUS in content else "stream: OK"
        return (self.says or found).encode() + b"\0"


@asynccontextmanager
async def clamd() -> AsyncIterator[ClamdDouble]:
    double = ClamdDouble()
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0)
    double.port = server.sockets[0].getsockname()[1]
    async with server:
        yield double

"""A name server of a few lines: the names of compose services lead to addresses of this machine."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

_HEADER = struct.Struct("!6H")
_ANSWERED = 0x8180
_NO_SUCH_NAME = 0x8183
_ADDRESS_RECORD = struct.Struct("!HHHIH")
TTL_S = 1


class _NameServer(asyncio.DatagramProtocol):
    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = names

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.names:
            self.transport.sendto(self.reply(data), addr)

    def reply(self, query: bytes) -> bytes:
        """All addresses of the one name asked for (RFC 1035 §4.1)."""
        (identifier, *_) = _HEADER.unpack_from(query)
        end = query.index(b"\0", _HEADER.size) + 5
        question = query[_HEADER.size : end]
        addresses = self.names.get(_name(question), ())
        records = [_ADDRESS_RECORD.pack(0xC00C, 1, 1, TTL_S, 4) + socket.inet_aton(each) for each in addresses]
        flags = _ANSWERED if addresses else _NO_SUCH_NAME
        return _HEADER.pack(identifier, flags, 1, len(records), 0, 0) + question + b"".join(records)


def _name(question: bytes) -> str:
    labels, at = [], 0
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return ".".join(labels)


@asynccontextmanager
async def name_server(names: Mapping[str, Sequence[str]], listens_at: str = "127.0.0.1") -> AsyncIterator[str]:
    """Its `address:port`. Replicas of a name are several addresses. It is silent while it knows no name at all."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _NameServer(names), local_addr=(listens_at, 0))
    try:
        host, port = transport.get_extra_info("sockname")
        yield f"{host}:{port}"
    finally:
        transport.close()

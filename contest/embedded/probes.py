"""Asking a server whether it is ready, with nothing but a socket: clients would take longer to import than to start."""

import asyncio

HOST = "127.0.0.1"
_SECONDS = 2


async def http_status(port: int, path: str) -> int | None:
    """The status of a GET, or None when nobody answers."""
    words = (await _get(port, path)).split(None, 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


async def http_text(port: int, path: str) -> str:
    """What a GET answers; nothing when nobody does."""
    return (await _get(port, path)).partition(b"\r\n\r\n")[2].decode(errors="replace")


async def valkey_answers(port: int, password: str) -> bool:
    """Whether the server lets us in and has finished loading its data."""
    return b"+PONG" in await _ask(port, f"AUTH {password}\r\nPING\r\nQUIT\r\n")


async def _get(port: int, path: str) -> bytes:
    return await _ask(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


async def _ask(port: int, request: str) -> bytes:
    try:
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(request.encode())
                return await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""

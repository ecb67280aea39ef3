"""Uploads pass a virus scanner before anything is stored: clamd by its protocol, where a deployment has one.

https://docs.clamav.net/manual/Usage/Scanning.html: `INSTREAM`, then
chunks with their length before them, and one of length zero.
"""

import asyncio
import struct
from typing import BinaryIO
from urllib.parse import urlsplit

import structlog

from services.kit.errors import Invalid, Unavailable

CHUNK = 64 * 1024
TIMEOUT_S = 20.0
LONGEST_ANSWER = 1024
RETRY_AFTER_S = 10

log = structlog.get_logger(__name__)


class FileInfected(Invalid):
    code = "file-infected"
    zh = "文件含有病毒，未予保存。"
    en = "The file holds a virus and was not kept."


class VirusScannerUnavailable(Unavailable):
    code = "virus-scanner-unavailable"
    zh = "病毒检查服务暂时不可用，文件未保存，请稍后重试。"
    en = "Files cannot be checked for viruses now; nothing was kept. Please try again later."


class VirusScanner:
    """`tcp://host:port` or `unix:///path` of a clamd; without an address every file passes."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url)
        if self._at.scheme not in ("", "tcp", "unix"):
            raise ValueError(f"no virus scanner speaks {self._at.scheme}:")

    async def admit(self, file: BinaryIO) -> None:
        """Raises `FileInfected`, and `VirusScannerUnavailable` for anything but a clear answer."""
        if not self._at.scheme:
            return
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._ask(file)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.error("virus scanner unavailable", reason=repr(error))  # noqa: TRY400 - the reason says it all
            raise VirusScannerUnavailable(retry_after_s=RETRY_AFTER_S) from error
        if answer.endswith(" FOUND"):
            raise FileInfected(extra={"signature": answer.removeprefix("stream: ").removesuffix(" FOUND")})
        if answer != "stream: OK":
            log.error("virus scanner answered", answer=answer)
            raise VirusScannerUnavailable(retry_after_s=RETRY_AFTER_S)

    async def _ask(self, file: BinaryIO) -> str:
        if self._at.scheme == "unix":
            reader, writer = await asyncio.open_unix_connection(self._at.path)
        else:
            reader, writer = await asyncio.open_connection(self._at.hostname, self._at.port, limit=LONGEST_ANSWER)
        try:
            await _send(writer, file)
            return (await reader.readuntil(b"\0"))[:-1].decode(errors="replace").strip()
        finally:
            writer.transport.abort()


async def _send(writer: asyncio.StreamWriter, file: BinaryIO) -> None:
    """A scanner that has heard enough may close its side; what it said is read all the same."""
    try:
        writer.write(b"zINSTREAM\0")
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            writer.write(struct.pack("!L", len(chunk)) + chunk)
            await writer.drain()
        writer.write(struct.pack("!L", 0))
        await writer.drain()
    except ConnectionError as error:
        log.warning("virus scanner closed early", reason=repr(error))

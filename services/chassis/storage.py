"""Where the bytes of attachments lie: a folder, or a bucket of an S3-compatible store."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from services.kit.errors import Refused, Unavailable

CHUNK = 256 * 1024
PARTS = "parts"
LARGEST_IN_ONE = 20 * 1024 * 1024
"""Beyond it a bucket is sent a content in pieces, so that it is never whole in memory."""
FIRST_REST, LONGEST_REST = timedelta(milliseconds=100), timedelta(seconds=2)
PUTS_AT_ONCE = 2
"""Each holds its file in memory while it is signed and sent."""

log = structlog.get_logger(__name__)


class StorageUnavailable(Unavailable):
    code = "storage-unavailable"
    zh = "附件存储暂时不可用，请稍后重试。"
    en = "Attachments cannot be stored or read now; please try again later."


class Storage(Protocol):
    """Contents by their SHA-256 in hexadecimal: written once, whole or not at all, and never changed.

    Both raise `StorageUnavailable`, also for what was noted as put and is not there.
    """

    async def put(self, digest: str, file: BinaryIO) -> None:
        """Return when the content is safe; `file` is read from its beginning."""

    async def get(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The content piece by piece: all of it, or from byte `start` to before `end`."""

    async def drop(self, digest: str) -> None:
        """Whether it is there or not."""

    async def put_part(self, name: str, file: BinaryIO) -> None:
        """A part of a content that is still arriving, under a name of its own."""

    async def get_part(self, name: str) -> AsyncIterator[bytes]:
        """The same piece by piece."""

    async def drop_parts(self, names: Sequence[str]) -> None:
        """Whether they are there or not."""

    async def check(self) -> None:
        """Raises `Refused` where it is plain that nothing could be put."""


def storage_at(url: str) -> Storage:
    """`file:///folder` or `s3://bucket/prefix`. Where and as whom S3 is spoken to, the variables `AWS_…` say."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return BucketStorage(parts.netloc, unquote(parts.path).strip("/"))
    raise ValueError(f"no storage for {parts.scheme}: URLs")


class LocalStorage:
    """A folder that every replica mounts. What it acknowledged survives a loss of power."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, digest: str, file: BinaryIO) -> None:
        try:
            await asyncio.to_thread(self._put, digest, file)
        except OSError as error:
            raise _unavailable(digest, error) from error

    async def get(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._place(digest).open, "rb")
        except OSError as error:
            raise _unavailable(digest, error) from error
        return _pieces(file, start, end)

    async def drop(self, digest: str) -> None:
        await asyncio.to_thread(self._place(digest).unlink, missing_ok=True)

    async def put_part(self, name: str, file: BinaryIO) -> None:
        try:
            await asyncio.to_thread(self._write, self._folder / PARTS / name, file)
        except OSError as error:
            raise _unavailable(name, error) from error

    async def get_part(self, name: str) -> AsyncIterator[bytes]:
        try:
            return _pieces(await asyncio.to_thread((self._folder / PARTS / name).open, "rb"))
        except OSError as error:
            raise _unavailable(name, error) from error

    async def drop_parts(self, names: Sequence[str]) -> None:
        for name in names:
            await asyncio.to_thread((self._folder / PARTS / name).unlink, missing_ok=True)

    async def check(self) -> None:
        try:
            await asyncio.to_thread(self._try)
        except OSError as error:
            raise Refused(f"Attachments cannot be written to {self._folder}: {error.strerror}.") from error

    def _try(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder):
            pass

    def _put(self, digest: str, file: BinaryIO) -> None:
        place = self._place(digest)
        if not place.exists():
            self._write(place, file)

    def _write(self, place: Path, file: BinaryIO) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".")
        try:
            with os.fdopen(descriptor, "wb") as new:
                shutil.copyfileobj(file, new, CHUNK)
                new.flush()
                os.fsync(new.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (place.parent, self._folder):
            _sync(folder)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


class BucketStorage:
    """A bucket. Its server compares each content with the digest that is signed with the request."""

    def __init__(self, bucket: str, prefix: str) -> None:
        is_plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={"allow_http": is_plain, "connect_timeout": "2s", "timeout": "20s"},
            retry_config={
                "max_retries": 3,
                "retry_timeout": timedelta(seconds=15),
                "backoff": {"init_backoff": FIRST_REST, "max_backoff": LONGEST_REST, "base": 2},
            },
        )
        self._turn = asyncio.Semaphore(PUTS_AT_ONCE)

    async def put(self, digest: str, file: BinaryIO) -> None:
        file.seek(0)
        try:
            async with self._turn:
                if not await self._has(digest):
                    is_large = file.seek(0, os.SEEK_END) > LARGEST_IN_ONE
                    file.seek(0)
                    await obstore.put_async(self._store, _key(digest), file, use_multipart=is_large)
        except (BaseError, OSError) as error:
            raise _unavailable(digest, error) from error

    async def put_part(self, name: str, file: BinaryIO) -> None:
        file.seek(0)
        try:
            async with self._turn:
                await obstore.put_async(self._store, f"{PARTS}/{name}", file, use_multipart=False)
        except (BaseError, OSError) as error:
            raise _unavailable(name, error) from error

    async def get_part(self, name: str) -> AsyncIterator[bytes]:
        try:
            return _streamed(await obstore.get_async(self._store, f"{PARTS}/{name}"))
        except (BaseError, OSError) as error:
            raise _unavailable(name, error) from error

    async def drop_parts(self, names: Sequence[str]) -> None:
        with contextlib.suppress(BaseError, OSError):
            await obstore.delete_async(self._store, [f"{PARTS}/{name}" for name in names])

    async def get(self, digest: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        options: obstore.GetOptions = {} if end is None else {"range": (start, end)}
        try:
            found = await obstore.get_async(self._store, _key(digest), options=options)
        except (BaseError, OSError) as error:
            raise _unavailable(digest, error) from error
        return _streamed(found)

    async def drop(self, digest: str) -> None:
        with contextlib.suppress(BaseError, OSError):
            await obstore.delete_async(self._store, _key(digest))

    async def check(self) -> None:
        """A bucket that is away is told by each upload: nothing else waits for it."""

    async def _has(self, digest: str) -> bool:
        try:
            await obstore.head_async(self._store, _key(digest))
        except FileNotFoundError:
            return False
        return True


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _unavailable(digest: str, error: Exception) -> StorageUnavailable:
    # The library tells everything of itself after the first line.
    reason = str(error).partition("\n")[0]
    log.error("storage unavailable", digest=digest, error=type(error).__name__, reason=reason)
    return StorageUnavailable(retry_after_s=5)


async def _pieces(file: BinaryIO, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
    try:
        file.seek(start)
        while piece := await asyncio.to_thread(file.read, CHUNK if end is None else min(CHUNK, end - file.tell())):
            yield piece
    finally:
        file.close()


async def _streamed(found: "obstore.GetResult") -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=CHUNK):
        yield bytes(piece)


def _sync(folder: Path) -> None:
    """A file's name is safe when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

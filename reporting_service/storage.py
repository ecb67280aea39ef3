"""Where the bytes of attachments lie, by the hash of their content."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol


class Storage(Protocol):
    """Contents by SHA-256, written once and never changed. A local folder today; an object store fits as well."""

    async def put(self, content: bytes) -> str:
        """Keep the content safe, and return its digest."""

    async def get(self, digest: str) -> bytes:
        """Raises `FileNotFoundError` for what was never put."""


class LocalStorage:
    """A folder. A file appears whole or not at all, and on disk before its digest is told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        return await asyncio.to_thread(self._put, content)

    async def get(self, digest: str) -> bytes:
        return await asyncio.to_thread(self._place(digest).read_bytes)

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
        return digest

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

"""Scans are read in a short-lived process of their own: what they cost and whatever they do ends with it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import BinaryIO

import msgspec
import structlog

from reporting_service.domain.scan_errors import ScansBusy
from reporting_service.domain.scans import Outcome, Print, Reading
from reporting_service.scanning.question import Question

WAIT_S = 15.0
READ_S = 30.0
RETRY_AFTER_S = 10
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""All that the process is told: no secret is in reach of a file that was made to do harm."""

log = structlog.get_logger(__name__)


class ScanReader:
    """One scan at a time; those that wait too long are asked to come back."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def read(self, file: BinaryIO, media_type: str, prints: Sequence[Print]) -> Reading:
        """Raises `ScansBusy`. A file that breaks its process is broken."""
        async with self._waited():
            descriptor = file.fileno()
            question = Question(f"/dev/fd/{descriptor}", media_type, prints)
            file.seek(0)
            command = (sys.executable, "-I", "-m", "reporting_service.scanning")
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, pass_fds=(descriptor,), env=ENVIRONMENT
            )
            try:
                async with asyncio.timeout(READ_S):
                    answer, complaint = await process.communicate(msgspec.json.encode(question))
            except TimeoutError:
                raise ScansBusy(retry_after_s=RETRY_AFTER_S) from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode != 0:
            log.warning(
                "scan broke its process",
                status=process.returncode,
                complaint=complaint[-2000:].decode(errors="replace"),
            )
            return Reading(Outcome.BROKEN)
        return msgspec.json.decode(answer, type=Reading)

    @asynccontextmanager
    async def _waited(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise ScansBusy(retry_after_s=RETRY_AFTER_S) from None
        try:
            yield
        finally:
            self._turn.release()

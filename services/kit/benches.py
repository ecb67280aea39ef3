"""Processes that wait for jobs, made by a fork server, which starts with the first of them."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack

import msgspec
import structlog

from services.kit.workbench import SIZE, Answer

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""All that a process is told: no secret is in reach of a file that was made to do harm."""
LARGEST_ANSWER = 256 * 1024 * 1024
_GONE_WITHIN_S = 5.0
_ONE = b"1"

log = structlog.get_logger(__name__)


class Bench:
    """One process. Whoever has it ends it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lifeline: socket.socket, jobs: int
    ) -> None:
        self._reader, self._writer, self._lifeline = reader, writer, lifeline
        self.jobs_left = jobs

    async def ask(self, job: bytes) -> Answer:
        """Raises `EOFError` or `ConnectionError` when the process ends instead."""
        self.jobs_left -= 1
        self._writer.write(len(job).to_bytes(SIZE) + job)
        await self._writer.drain()
        size = int.from_bytes(await self._reader.readexactly(SIZE))
        if size > LARGEST_ANSWER:
            raise EOFError
        answer: Answer = msgspec.msgpack.decode(await self._reader.readexactly(size), type=Answer)
        return answer

    def close(self) -> None:
        """It is killed if it is still there."""
        self._lifeline.close()
        self._writer.close()

    async def end(self) -> None:
        """The same, and wait until what it used is free."""
        self._lifeline.close()
        try:
            async with asyncio.timeout(_GONE_WITHIN_S):
                while await self._reader.read(SIZE * 1024):
                    pass
        except (TimeoutError, ConnectionError):
            pass
        self._writer.close()


class Benches:
    """Makes them. `modules` are folders with work that is not installed."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._starting = asyncio.Lock()
        self._server: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None

    async def make(self, jobs: int, file: int | None) -> Bench:
        """For so many jobs. `file` is a descriptor, and found there at `fork_server.FILE_PATH`. Raises `OSError`."""
        with ExitStack() as ours:
            asked, theirs = _pair(ours)
            lifeline, its_end = _pair(ours)
            with theirs, its_end:
                await self._hand_over(theirs.fileno(), its_end.fileno(), *([] if file is None else [file]))
            reader, writer = await asyncio.open_connection(sock=asked)
            ours.pop_all()
        return Bench(reader, writer, lifeline, jobs)

    async def close(self) -> None:
        """Whatever they are at."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            await self._server.wait()
            self._server = None

    async def _hand_over(self, *given: int) -> None:
        async with self._starting:
            if self._control is not None:
                try:
                    socket.send_fds(self._control, [_ONE], given)
                except ConnectionError:
                    log.warning("the fork server has ended")
                    await self.close()
                else:
                    return
            self._control, its_end = socket.socketpair()
            with its_end:
                self._server = await self._start(its_end)
            socket.send_fds(self._control, [_ONE], given)

    async def _start(self, control: socket.socket) -> asyncio.subprocess.Process:
        nothing = asyncio.subprocess.DEVNULL
        folder = {"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {}
        command = (sys.executable, "-I", "-m", "services.kit.fork_server", *self._modules)
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=control.fileno(),
            stdout=nothing,
            stderr=nothing,
            env=ENVIRONMENT | folder,
            start_new_session=True,
        )


def _pair(ours: ExitStack) -> tuple[socket.socket, socket.socket]:
    here, there = socket.socketpair()
    return ours.enter_context(here), there

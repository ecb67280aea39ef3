"""Keeps child processes alive: starts them, waits until they are ready, restarts what dies, ends everything."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from contest.embedded import children
from contest.embedded.children import Program
from contest.embedded.errors import StartRefused
from contest.embedded.folder import DataFolder

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
# Exits in a row without having been ready in between.
FRUITLESS_EXITS = 5
READY_POLL_SECONDS = 0.05
READY_PATIENCE_SECONDS = 60
_LOG_LINES_SHOWN = 12


class Child:
    """A program under supervision; its process changes when it is restarted."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.is_ready = asyncio.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.keeper: asyncio.Task[None] | None = None
        self.starts = 0


class Supervisor:
    """An asynchronous context: on leaving it no process of it is left.

    `end` completes when the system shall stop: with a result when it was asked to, with an exception when a child
    cannot be kept alive.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._running: dict[int, Child] = {}
        self._hurry: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        children.adopt_orphans()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._reap)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop_requested)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop(list(self._running.values()))
        await self._clear(set())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)

    def keep(self, program: Program) -> Child:
        """Starts a program and restarts it whenever it exits, until it is stopped."""
        self._turn_log(program.name)
        child = Child(program)
        child.keeper = asyncio.create_task(self._keep(child))
        child.keeper.add_done_callback(self._keeper_ended)
        return child

    async def finish(self, program: Program) -> None:
        """Runs a program to its end; raises StartRefused with its last words when it fails."""
        self._turn_log(program.name)
        child = Child(program)
        self._start(child)
        status = await child.exit
        await self._bury(child)
        if status != 0:
            raise self._refusal(child, f"failed with status {status}")

    async def ready(self, child: Child) -> None:
        """Waits until the child has become ready."""
        try:
            async with asyncio.timeout(READY_PATIENCE_SECONDS):
                await child.is_ready.wait()
        except TimeoutError:
            raise self._refusal(child, f"was not ready after {READY_PATIENCE_SECONDS} seconds") from None

    async def stop(self, stopping: Iterable[Child]) -> None:
        """Ends children in good order, all at once; whoever takes longer than its grace is killed."""
        await asyncio.gather(*(self._stop(child) for child in stopping))

    def _stop_requested(self) -> None:
        if self.end.done():
            self._hurry.cancel()  # asked twice: no more grace
        else:
            self.end.set_result(None)

    async def _keep(self, child: Child) -> None:
        fruitless = 0
        while True:
            self._start(child)
            await self._watch(child)
            fruitless = 0 if child.is_ready.is_set() else fruitless + 1
            child.is_ready.clear()
            if fruitless == FRUITLESS_EXITS:
                raise self._refusal(child, f"exited {FRUITLESS_EXITS} times without becoming ready")
            await asyncio.sleep(min(FIRST_PAUSE_SECONDS * 2 ** max(fruitless - 1, 0), LONGEST_PAUSE_SECONDS))

    def _start(self, child: Child) -> None:
        program = child.program
        child.exit = asyncio.get_running_loop().create_future()
        child.starts += 1
        try:
            child.process = children.spawn(program, self._log(program.name))
        except OSError as error:
            raise StartRefused(f"{program.command[0]} cannot be started: {error}.") from error
        self._running[child.process.pid] = child
        children.note(self._folder.children, program.name, child.process.pid)

    async def _watch(self, child: Child) -> None:
        """Marks the child ready when it is, and returns when it has exited and left nothing behind."""
        assert child.process is not None  # noqa: S101 - started by the caller
        leader = child.process.pid
        while not child.exit.done():
            if child.program.is_ready is None or await child.program.is_ready(leader):
                child.is_ready.set()
                break
            await asyncio.wait({child.exit}, timeout=READY_POLL_SECONDS)
        await asyncio.wait({child.exit})
        await self._bury(child)

    async def _stop(self, child: Child) -> None:
        if child.keeper is not None:
            child.keeper.cancel()
        if child.process is None or child.exit.done():
            return
        child.process.send_signal(child.program.stop_signal)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(child.program.grace_seconds):
                await asyncio.wait({child.exit, self._hurry}, return_when=asyncio.FIRST_COMPLETED)
        await self._bury(child)

    async def _bury(self, child: Child) -> None:
        """Ends whatever the child has left, and what of itself has outlived its grace."""
        if child.process is not None:
            await self._clear({child.process.pid})
        children.forget(self._folder.children, child.program.name)

    async def _clear(self, leaders: set[int]) -> None:
        """Kills what is left of these process groups, and every adopted orphan, until nothing is left."""
        while True:
            groups = [leader for leader in leaders if children.kill_group(leader)]
            orphans = children.kill_orphans(set(self._running))
            if not groups and not orphans:
                return
            await asyncio.sleep(0.01)

    def _reap(self) -> None:
        """Takes the exit status of every dead child, adopted ones too."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._running.pop(pid, None)
            if child is not None and child.process is not None:
                child.process.returncode = os.waitstatus_to_exitcode(status)
                child.exit.set_result(child.process.returncode)

    def _keeper_ended(self, keeper: asyncio.Task[None]) -> None:
        error = None if keeper.cancelled() else keeper.exception()
        if error is not None and not self.end.done():
            self.end.set_exception(error)

    def _log(self, name: str) -> Path:
        return self._folder.logs / f"{name}.log"

    def _turn_log(self, name: str) -> None:
        """Each start of the system begins a new log and keeps the one before."""
        log = self._log(name)
        if log.exists():
            log.replace(log.with_name(f"{log.name}.1"))

    def _refusal(self, child: Child, what: str) -> StartRefused:
        log = self._log(child.program.name)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES_SHOWN:]
        last_words = "".join(f"\n    {line}" for line in lines)
        return StartRefused(f"{child.program.name} {what}. The last lines of {log}:{last_words}")

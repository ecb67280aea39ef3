"""Starts `contest up` with the stub's processes as a real program, and watches what it leaves behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

PROGRAM = Path(__file__).with_name("up_stub.py")
ROOT = PROGRAM.parents[2]


class Up:
    """One running system; `output` is what it has printed so far, both streams."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        self.folder = folder
        self.port = port
        self.log = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.out")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, PROGRAM, str(port), str(folder)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    @property
    def runtime(self) -> dict:
        return json.loads(self.folder.joinpath("runtime.json").read_text())

    def is_ready(self) -> bool:
        return f"ready http://127.0.0.1:{self.port}" in self.output.splitlines()

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, words: str) -> psutil.Process:
        """The child whose command line contains these words."""
        return next(child for child in psutil.Process(self.process.pid).children() if words in command_line(child))

    def status(self, path: str = "/v1/contests") -> int | None:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}{path}").status_code
        return None

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=15)


def command_line(process: psutil.Process) -> str:
    """Nothing for a child that has died and is about to be reaped."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


@contextmanager
def up(folder: Path, port: int, **environment: str) -> Iterator[Up]:
    """A system that is ready; it is ended with the block unless the block has done so."""
    system = Up(folder, port, **environment)
    try:
        wait_until(lambda: system.is_ready() or system.process.poll() is not None, 20)
        assert system.is_ready(), system.output
        yield system
    finally:
        if system.process.poll() is None:
            system.end()


def refused(folder: Path, port: int, **environment: str) -> str:
    """What a start says that must not succeed: one paragraph and no traceback."""
    system = Up(folder, port, **environment)
    assert system.process.wait(timeout=20) != 0
    assert "Traceback" not in system.output
    return system.output


def wait_until(condition: Callable[[], object], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def all_gone(processes: list[psutil.Process]) -> bool:
    # A killed supervisor's children are handed to init, which may take its time to bury them.
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)

"""A terminal shows how the system is on its last line; a file or a pipe does not (R5.6)."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from prometheus_client import generate_latest

from contest.embedded.status_line import requests_in
from services.kit import metrics
from tests.embedded.up import PROGRAM, ROOT, Up, command_line, wait_until

SHOWN = re.compile(r"\r\x1b\[K(\d+) of (\d+) processes · (\d+) restarts · [\d.]+ requests/s")


class OnATerminal:
    """`contest up` with the stub's processes, and what a person has seen of it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.end, theirs = pty.openpty()
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, str(port), str(folder)],
            stdout=theirs,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.close(theirs)
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        while True:
            try:
                self.seen += os.read(self.end, 4096).decode()
            except OSError:  # the last one who held the terminal has gone
                return

    @property
    def last(self) -> tuple[int, ...] | None:
        """Processes that work, all of them, restarts."""
        found = SHOWN.findall(self.seen)
        return tuple(map(int, found[-1])) if found else None


@contextmanager
def on_a_terminal(folder: Path, port: int) -> Iterator[OnATerminal]:
    system = OnATerminal(folder, port)
    try:
        yield system
    finally:
        if system.process.poll() is None:
            system.process.send_signal(signal.SIGTERM)
        system.process.wait(timeout=15)
        system.reader.join()
        os.close(system.end)


def test_a_terminal_shows_how_many_processes_work_and_which_were_started_again(folder: Path, port: int) -> None:
    with on_a_terminal(folder, port) as system:
        wait_until(lambda: system.last is not None, 30)
        working, number, restarts = system.last or (0, 0, 0)
        child = next(
            each for each in psutil.Process(system.process.pid).children() if "serve scoring" in command_line(each)
        )
        child.kill()
        wait_until(lambda: system.last == (number, number, 1))

    assert (working, restarts) == (number, 0)
    assert number > 10
    assert system.seen.replace("\r\n", "\n").endswith("\r\x1b[Kstopping\nstopped\n")


def test_a_file_is_written_whole_lines_only(running: Up) -> None:
    assert "\r" not in running.output
    assert "restarts" not in running.output


def test_looking_at_the_system_is_no_request_to_it() -> None:
    """An idle system showed 2.5 requests a second, all of them those that ask for this line."""
    before = requests_in(generate_latest().decode())
    metrics.observe("GET", "unknown", 200, 0.001)
    looked = requests_in(generate_latest().decode())
    metrics.observe("GET", "/v1/contests/{contest_id}", 200, 0.001)

    assert looked == before
    assert requests_in(generate_latest().decode()) == before + 1

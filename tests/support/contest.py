"""The whole system as an operator runs it: `contest up` on a folder of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

READY_WITHIN_S = 120
COMMAND = [sys.executable, "-m", "contest.cli"]


class ContestSystem:
    """A running system; `run` calls further commands on it."""

    def __init__(self, folder: Path, options: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.options = options
        self.environment = _environment() | dict(environment or {})
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = folder.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as output:
            command = [*COMMAND, "up", "--port", str(self.port), "--data-dir", str(self.folder), *self.options]
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=self.environment)
        until = time.monotonic() + READY_WITHIN_S
        while self.output.read_text().splitlines()[-1:] != [f"ready {self.url}"]:
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < until, self.output.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [*COMMAND, *arguments, "--data-dir", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment)

    def popen(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [*COMMAND, *arguments, "--data-dir", str(self.folder)]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment
        )

    @property
    def runtime(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.folder.joinpath("runtime.json").read_text())
        return found

    def children(self) -> dict[str, psutil.Process]:
        """The direct children by what they are: postgresql, valkey, nginx, and each process of ours by name."""
        assert self.process is not None
        named = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                words = child.cmdline()
                if words:
                    named[_name(words)] = child
        return named


@contextmanager
def contest_system(
    *options: str,
    environment: Mapping[str, str] | None = None,
    prepare: Callable[[Path], None] = lambda _: None,
) -> Iterator[ContestSystem]:
    """`prepare` is given the data folder before the first start."""
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        Path(folder).chmod(0o711)
        system = ContestSystem(Path(folder) / "data", options, environment)
        prepare(system.folder)
        try:
            system.start()
            yield system
        finally:
            system.stop()


def _name(words: list[str]) -> str:
    if "serve" in words:
        return words[words.index("serve") + 1]
    program = words[0].rpartition("/")[2].partition(" ")[0]  # Valkey adds its address to its name
    return {"postgres": "postgresql", "valkey-server": "valkey"}.get(program, program.removesuffix(":"))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}

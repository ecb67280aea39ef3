import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.embedded.up import Up, up


@pytest.fixture(scope="session")
def open_folders() -> Iterator[Path]:
    """A temporary folder that other accounts may pass through, which pytest's own never allow."""
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def folder(open_folders: Path, request: pytest.FixtureRequest) -> Path:
    """A data folder that does not exist yet."""
    return open_folders / request.node.name[:60]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def running(open_folders: Path, request: pytest.FixtureRequest) -> Iterator[Up]:
    """One system for the tests of a module that leave it as it was."""
    with up(open_folders / request.module.__name__.rpartition(".")[2], 19000 + os.getpid() % 900) as system:
        yield system

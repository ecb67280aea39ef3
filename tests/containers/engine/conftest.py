"""The image is built once for all tests; its base and its layers are kept for the next run."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import gettempdir

import pytest

from contest.embedded.ports import free_ports
from tests.containers.engine.builder import Engine, engine
from tests.containers.engine.stack import Stack, running_stack

Starting = Callable[[Mapping[str, str], Sequence[str]], AbstractContextManager[Stack]]


@pytest.fixture(scope="session")
def built() -> Engine:
    found = engine(Path(gettempdir()) / "contest-engine")
    found.build_all()
    return found


@pytest.fixture(scope="session")
def starting(built: Engine) -> Starting:
    """Starts the containers of the compose file with these variables and profiles; one stack at a time."""

    @contextmanager
    def started(variables: Mapping[str, str], profiles: Sequence[str]) -> Iterator[Stack]:
        (port,) = free_ports(1, os.getpid())
        with running_stack(built, variables, port, profiles) as running:
            yield running

    return started

import io
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.access.running import Running, running_system
from tests.support.log_lines import log_lines


@pytest.fixture(scope="package")
async def running() -> AsyncIterator[Running]:
    """One system for all tests of this folder that go through the gateway."""
    async with running_system() as system:
        yield system


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    with log_lines() as written:
        yield written

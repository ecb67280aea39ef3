from collections.abc import AsyncIterator

import pytest

from tests.access.running import Running, running_system


@pytest.fixture(scope="package")
async def running() -> AsyncIterator[Running]:
    """One system for all tests of this folder that go through the gateway."""
    async with running_system() as system:
        yield system

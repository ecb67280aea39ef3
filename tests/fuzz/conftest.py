from collections.abc import AsyncIterator

import pytest

from tests.access.running import running_system
from tests.fuzz.fuzzing import Fuzzer
from tests.fuzz.round import fuzzer_of


@pytest.fixture(scope="module")
async def fuzzer() -> AsyncIterator[Fuzzer]:
    """On a system of its own: it is asked to erase, remove and close whatever it can name."""
    async with running_system() as running:
        found = fuzzer_of(running)
        yield found
        found.close()

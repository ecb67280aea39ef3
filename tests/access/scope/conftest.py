from collections.abc import AsyncIterator

import pytest

from tests.access.scope.founding import inhabited
from tests.access.scope.world import World
from tests.support.servers import Servers


@pytest.fixture(scope="package")
async def world(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One for all tests of this folder: what they add to it leaves every unit with something of each kind."""
    folder = tmp_path_factory.mktemp("attachments")
    async with inhabited(await servers.fresh_database(), await servers.fresh_redis(), folder) as running:
        yield running

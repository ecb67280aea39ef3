from collections.abc import AsyncIterator

import pytest

from tests.access.scope.founding import inhabited
from tests.access.scope.world import World


@pytest.fixture(scope="module")
async def world(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with inhabited(postgres_url, redis_url, tmp_path_factory.mktemp("attachments")) as running:
        yield running

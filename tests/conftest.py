"""Servers for all tests, and a database of its own for each test module."""

from collections.abc import Iterator

import pytest

from tests.support.servers import Servers, running_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with running_servers() as running:
        yield running


@pytest.fixture(scope="module")
async def postgres_url(servers: Servers) -> str:
    """The owner's URL of a fresh, migrated database."""
    return await servers.fresh_database()


@pytest.fixture(scope="module")
async def redis_url(servers: Servers) -> str:
    """An empty Valkey database."""
    return await servers.fresh_redis()

"""Servers for all tests, and a database of its own for each test module."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.servers import Servers, running_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """In a folder that other accounts may pass through: root runs PostgreSQL under another one."""
    with TemporaryDirectory(prefix="contest-tests-") as folder:
        Path(folder).chmod(0o711)
        with running_servers(Path(folder) / "servers") as running:
            yield running


@pytest.fixture(scope="module")
async def postgres_url(servers: Servers) -> str:
    """The owner's URL of a fresh, migrated database."""
    return await servers.fresh_database()


@pytest.fixture(scope="module")
async def redis_url(servers: Servers) -> str:
    """An empty Valkey database."""
    return await servers.fresh_redis()

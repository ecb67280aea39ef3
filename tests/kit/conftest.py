"""An empty Valkey for the tests of streams."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from services.kit import streams


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    async with streams.connect(redis_url) as client:
        await client.flushdb()
        yield client

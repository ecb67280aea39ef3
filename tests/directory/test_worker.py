import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from services.directory.tables import outbox
from services.directory.worker import create_app
from services.kit import streams
from services.kit.database import Database
from tests.directory.builders import settings

STREAM, MARKER = "directory.units", "published:directory.units"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = streams.connect(redis_url)
    await client.delete(STREAM, MARKER)
    yield client
    await client.delete(STREAM, MARKER)
    await client.aclose()


async def length_reaches(redis: Redis, entries: int) -> int:
    for _ in range(200):
        length: int = await redis.xlen(STREAM)
        if length >= entries:
            return length
        await asyncio.sleep(0.05)
    raise AssertionError(f"{length} of {entries} entries after 10 s")


async def test_the_worker_publishes_all_units_again_when_the_stream_is_lost(
    admin: Database, postgres_url: str, redis_url: str, redis: Redis
) -> None:
    async with admin.begin() as transaction:
        await transaction.execute(outbox.delete())
    worker = create_app(settings(postgres_url, redis_url))

    async with worker.router.lifespan_context(worker):
        first = await length_reaches(redis, 3329)
        assert await redis.exists(MARKER)
        await redis.delete(STREAM, MARKER)
        second = await length_reaches(redis, first)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=worker), base_url="http://worker") as http:
            ready = await http.get("/readyz")

    assert first == second
    assert ready.json() == {"ready": True}
    entries: Any = await redis.xrange(STREAM)
    events = [json.loads(fields["event"]) for _, fields in entries]
    seen: set[str] = set()
    for event in events:
        assert event["type"] == "directory.unit_changed.v1"
        assert event["parent"] is None or event["parent"] in seen
        seen.add(event["code"])
    async with admin.begin() as transaction:
        assert (await transaction.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one() == 0


@pytest.mark.usefixtures("admin")
async def test_the_worker_is_not_ready_without_redis(postgres_url: str) -> None:
    worker = create_app(settings(postgres_url, "redis://127.0.0.1:1/0"))

    async with (
        worker.router.lifespan_context(worker),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=worker), base_url="http://worker") as http,
    ):
        reply = await http.get("/readyz")

    assert reply.status_code == 503

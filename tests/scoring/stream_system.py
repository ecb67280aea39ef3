"""Streams as other services write them, and one consumer of the scoring service at a time, driven step by step."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from scoring_service import tables
from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.signals import Watch
from scoring_service.settings import Settings
from scoring_service.subscriptions import subscriptions
from scoring_service.worker import GROUP, create_app
from services.chassis import dead_letters
from services.chassis.subscriptions import handlers
from services.contracts.events import Event, encode
from services.kit.consumer import Consumer
from services.kit.database import Database

PATIENCE_S = 10.0


async def publish(redis: "Redis", stream: str, *events: Event | str) -> None:
    for event in events:
        await redis.xadd(stream, {"event": event if isinstance(event, str) else encode(event), "traceparent": ""})


def consumer(redis: "Redis", database: Database, stream: str, name: str = "one") -> Consumer:
    park = dead_letters.parker(database, tables.shared.dead_letters)
    return Consumer(redis, stream, GROUP, name, handlers(database, subscriptions(Watch(Thresholds())))[stream], park)


async def eventually(is_so: Callable[[], Awaitable[Any]], patience_s: float = PATIENCE_S) -> float:
    """Wait until it is so, and return the seconds that took."""
    started_at = time.monotonic()
    while not await is_so():
        assert time.monotonic() - started_at < patience_s, "it never came about"
        await asyncio.sleep(0.02)
    return time.monotonic() - started_at


@asynccontextmanager
async def worker(service_url: str, redis_url: str) -> AsyncIterator[Any]:
    """A whole worker process, loops and all."""
    app = create_app(Settings(database_url=service_url, redis_url=redis_url, instance="test", secret="5e" * 32))
    async with app.router.lifespan_context(app):
        yield app

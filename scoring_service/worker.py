"""Background composition root of the scoring service: consumers, relay, published totals, heartbeat, housekeeping."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from scoring_service import tables
from scoring_service.queries.publication import forget_published
from scoring_service.queries.state import note_caught_up
from scoring_service.settings import Settings
from scoring_service.subscriptions import SESSIONS, subscriptions
from scoring_service.use_cases import compare_digests, freeze_results, publish_totals
from scoring_service.use_cases.raise_flags import Watch
from services.chassis import application, dead_letters, erasures, idempotency
from services.kit import outbox, streams
from services.kit.catch_up import CatchUp
from services.kit.consumer import Consumer
from services.kit.database import Database
from services.kit.loops import Loop, running
from services.kit.outbox import Relay, StreamEntry
from services.kit.signatures import Signet

GROUP = "scoring"
POOL_SIZE = 13
"""One for each loop."""
PUBLISH_EVERY_S = 0.75
LOOK_EVERY_S = 0.4
FREEZE_EVERY_S = 2.0
TRY_AGAIN_AFTER_S = 2.0
HEARTBEAT_EVERY_S = 1.0
FORGET_EVERY_S = 3600.0


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(
            settings.database_url, application_name=settings.instance, pool_size=POOL_SIZE, hot_connections=1
        )
        redis, blocking = streams.connect(settings.redis_url), streams.connect_blocking(settings.redis_url)
        await database.open()

        async def is_ready() -> bool:
            async with database.begin() as connection:
                await connection.execute(sa.text("SELECT 1"))
            return bool(await redis.ping())

        app.state.is_ready = is_ready
        try:
            async with running(*_loops(settings, database, redis, blocking)):
                yield
        finally:
            await redis.aclose()
            await blocking.aclose()
            await database.close()

    return application.create_worker(lifespan)


def _loops(settings: Settings, database: Database, redis: "Redis", blocking: "Redis") -> Sequence[Loop]:
    consumer_name = f"{settings.instance}-{uuid4().hex[:8]}"
    watch = Watch(settings.thresholds)
    park = dead_letters.parker(database, tables.dead_letters)

    async def claim(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        return await outbox.claim(transaction, tables.outbox, limit)

    async def publish() -> float:
        async with database.begin() as transaction:
            await publish_totals.publish_totals(transaction)
        return PUBLISH_EVERY_S

    signet = Signet(settings.secret, freeze_results.PURPOSE)

    async def freeze() -> float:
        is_done = True
        async with database.begin() as transaction:
            waiting = await freeze_results.read_waiting(transaction)
        for contest in waiting:
            async with database.begin() as transaction:
                is_done &= await freeze_results.freeze_results(transaction, contest, signet)
        return FREEZE_EVERY_S if is_done else TRY_AGAIN_AFTER_S

    async def publish_all() -> None:
        async with database.begin() as transaction:
            await forget_published(transaction)

    async def forget() -> float:
        async with database.begin() as transaction:
            await idempotency.forget_old(transaction, tables.idempotency_keys)
            await erasures.forget_old(transaction, tables.erasures)
        return FORGET_EVERY_S

    owned = {publish_totals.STREAM: publish_all, compare_digests.STREAM: None}
    return [
        *[
            Loop(f"consume-{stream}", Consumer(blocking, stream, GROUP, consumer_name, handle, park).step)
            for stream, handle in subscriptions(database, watch).items()
        ],
        Loop("relay", Relay(database, redis, tables.outbox, claim).step),
        Loop("totals", publish),
        Loop("finals", freeze),
        Loop("heartbeat", Heartbeat(database, CatchUp(redis, SESSIONS, GROUP)).step),
        Loop("forgetting", forget),
        Loop("housekeeping", streams.Housekeeping(redis, owned).step),
    ]


class Heartbeat:
    """Tells the HTTP processes, once a second at most, until when the ledger has everything of its stream."""

    def __init__(self, database: Database, catch_up: CatchUp) -> None:
        self._database = database
        self._catch_up = catch_up
        self._written_at = -HEARTBEAT_EVERY_S

    async def step(self) -> float:
        behind_s = await self._catch_up.behind_s()
        if behind_s is not None and time.monotonic() - self._written_at >= HEARTBEAT_EVERY_S:
            async with self._database.begin() as transaction:
                await note_caught_up(transaction, behind_s)
            self._written_at = time.monotonic()
        return LOOK_EVERY_S

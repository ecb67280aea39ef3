"""The directory's background: relay of the outbox, health of its stream, forgetting of ended sign-ins."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from services.chassis import application, idempotency
from services.chassis import erasures as kit_erasures
from services.directory.queries import access_events, erasure_events
from services.directory.queries.unit_events import STREAM
from services.directory.settings import Settings
from services.directory.tables import erasures, idempotency_keys, outbox
from services.directory.use_cases.forget_expired_sign_ins import forget_expired_sign_ins
from services.directory.use_cases.republish_access import republish_access
from services.directory.use_cases.republish_erasures import republish_erasures
from services.directory.use_cases.republish_units import republish_units
from services.kit import streams
from services.kit.database import Database
from services.kit.loops import Loop, running
from services.kit.outbox import Relay, StreamEntry, claim

FORGET_EVERY_S = 600.0


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(settings.database_url, application_name=settings.instance, pool_size=3, hot_connections=1)
        redis = streams.connect(settings.redis_url)
        await database.open()

        async def is_ready() -> bool:
            async with database.begin() as transaction:
                await transaction.execute(sa.text("SELECT 1"))
            return bool(await redis.ping())

        app.state.is_ready = is_ready
        try:
            async with running(*_loops(database, redis)):
                yield
        finally:
            await redis.aclose()
            await database.close()

    return application.create_worker(lifespan)


def _loops(database: Database, redis: Redis) -> Sequence[Loop]:
    async def republish() -> None:
        async with database.begin() as transaction:
            await republish_units(transaction)

    async def republish_all_access() -> None:
        async with database.begin() as transaction:
            await republish_access(transaction)

    async def republish_all_erasures() -> None:
        async with database.begin() as transaction:
            await republish_erasures(transaction)

    async def forget() -> float:
        async with database.begin() as transaction:
            await idempotency.forget_old(transaction, idempotency_keys)
            await kit_erasures.forget_old(transaction, erasures)
            return 0.0 if await forget_expired_sign_ins(transaction) else FORGET_EVERY_S

    owned = {
        STREAM: republish,
        access_events.STREAM: republish_all_access,
        erasure_events.STREAM: republish_all_erasures,
    }
    return (
        Loop("relay", Relay(database, redis, outbox, _claim).step),
        Loop("housekeeping", streams.Housekeeping(redis, owned).step),
        Loop("forgetting", forget),
    )


async def _claim(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
    return await claim(transaction, outbox, limit)

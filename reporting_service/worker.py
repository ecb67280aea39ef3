"""Background composition root of the reporting service: consumers, relay, housekeeping."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import sqlalchemy as sa
import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from reporting_service import tables
from reporting_service.outside.outlets import HttpOutlet, Outlet
from reporting_service.settings import Settings
from reporting_service.subscriptions import subscriptions
from reporting_service.use_cases.accept_report import STREAM
from reporting_service.use_cases.remind import remind
from reporting_service.use_cases.send_notice import send_notice
from services.chassis import application, dead_letters, idempotency
from services.kit import outbox, streams
from services.kit.consumer import Consumer
from services.kit.database import Database
from services.kit.loops import Loop, running
from services.kit.outbound import Outbound
from services.kit.outbox import Relay, StreamEntry

GROUP = "reporting"
POOL_SIZE = 8
"""One for each loop."""
FORGET_EVERY_S = 600.0
REMIND_EVERY_S = 60.0
OUTBOUND_TIMEOUT_S = 3.0

log = structlog.get_logger(__name__)


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
        outbound = Outbound(OUTBOUND_TIMEOUT_S)
        outlet = None if settings.reminder_webhook is None else HttpOutlet(outbound, settings.reminder_webhook)
        name = f"{settings.instance}-{uuid4().hex[:8]}"
        try:
            async with running(*_loops(name, database, redis, blocking, outlet)):
                yield
        finally:
            await outbound.close()
            await redis.aclose()
            await blocking.aclose()
            await database.close()

    return application.create_worker(lifespan)


def _loops(
    consumer_name: str, database: Database, redis: "Redis", blocking: "Redis", outlet: Outlet | None
) -> Sequence[Loop]:
    park = dead_letters.parker(database, tables.dead_letters)

    async def claim(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        return await outbox.claim(transaction, tables.outbox, limit)

    async def forget() -> float:
        async with database.begin() as transaction:
            await idempotency.forget_old(transaction, tables.idempotency_keys)
        return FORGET_EVERY_S

    async def send_reminders() -> float:
        async with database.begin() as transaction:
            due = await remind(transaction)
        if outlet is None:
            return REMIND_EVERY_S
        for stage, owed in due.items():
            async with database.begin() as transaction:
                notice = await send_notice(transaction, outlet, stage, owed)
            if notice:
                log.info("units reminded", kind=stage.kind, form=stage.template_id, units=len(notice.units))
        return REMIND_EVERY_S

    return [
        *[
            Loop(f"consume-{stream}", Consumer(blocking, stream, GROUP, consumer_name, handle, park).step)
            for stream, handle in subscriptions(database).items()
        ],
        Loop("relay", Relay(database, redis, tables.outbox, claim).step),
        Loop("remind", send_reminders),
        Loop("forget", forget),
        Loop("housekeeping", streams.Housekeeping(redis, {STREAM: None}).step),
    ]

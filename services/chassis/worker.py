"""Runs a background process: the loops that every service has, and those of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from services.chassis import application, dead_letters, erasures, idempotency
from services.chassis.schema import wait_for_schema
from services.chassis.servers import look_over
from services.chassis.settings import ProcessSettings
from services.chassis.subscriptions import Subscriptions, handlers
from services.chassis.tables import ServiceTables
from services.kit import outbox, streams
from services.kit.consumer import Consumer
from services.kit.database import Database
from services.kit.loops import Loop, running
from services.kit.outbox import Relay, StreamEntry
from services.kit.redis_servers import refuse_cluster

FORGET_EVERY_S = 600.0
PublishAll = Callable[[AsyncConnection], Awaitable[object]]


@dataclass(frozen=True)
class Worker:
    """What the loops of a background process work with."""

    database: Database
    redis: "Redis"
    name: str
    """Of this consumer in its group; a restarted process is another consumer."""


@dataclass(frozen=True)
class Duties:
    """`loops` are the service's own; `owned` maps each of its streams to what publishes every entity of it anew."""

    loops: Sequence[Loop]
    owned: Mapping[str, PublishAll | None]
    subscriptions: Subscriptions


Opening = Callable[[Worker], AbstractAsyncContextManager[Duties]]


def create_app(
    settings: ProcessSettings,
    tables: ServiceTables,
    opening: Opening,
    *,
    group: str,
    pool_size: int,
    hot_connections: int = 1,
) -> Starlette:
    """`pool_size` is one connection for each loop; `group` reads every stream that is listened to."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(
            settings.database_url,
            application_name=settings.instance,
            pool_size=pool_size,
            hot_connections=hot_connections,
        )
        redis, blocking = streams.connect(settings.redis_url), streams.connect_blocking(settings.redis_url)

        async def is_ready() -> bool:
            await database.ping()
            await refuse_cluster(redis)
            return True

        app.state.is_ready = is_ready
        worker = Worker(database, redis, f"{settings.instance}-{uuid4().hex[:8]}")
        try:
            await database.open()
            await look_over(database, needs_synchronous_standby=settings.needs_synchronous_standby)
            await wait_for_schema(database, tables.outbox.metadata)
            with suppress(RedisError, OSError):  # the record works without it
                await refuse_cluster(redis)
            async with opening(worker) as duties:
                consumers = _consumers(worker, blocking, group, duties.subscriptions, tables)
                async with running(*consumers, *_common_loops(worker, group, duties, tables), *duties.loops):
                    yield
        finally:
            await redis.aclose()
            await blocking.aclose()
            await database.close()

    return application.create_worker(lifespan)


def _consumers(
    worker: Worker, blocking: "Redis", group: str, subscriptions: Subscriptions, tables: ServiceTables
) -> list[Loop]:
    if not subscriptions:
        return []
    if tables.dead_letters is None:
        raise TypeError("a service that listens has a table for what it gives up")
    park = dead_letters.parker(worker.database, tables.dead_letters)
    return [
        Loop(f"consume-{stream}", Consumer(blocking, stream, group, worker.name, handle, park).step)
        for stream, handle in handlers(worker.database, subscriptions).items()
    ]


def _common_loops(worker: Worker, group: str, duties: Duties, tables: ServiceTables) -> list[Loop]:
    async def claim(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        return await outbox.claim(transaction, tables.outbox, limit)

    async def forget() -> float:
        async with worker.database.begin() as transaction:
            await idempotency.forget_old(transaction, tables.idempotency_keys)
            if tables.erasures is not None:
                await erasures.forget_old(transaction, tables.erasures)
        return FORGET_EVERY_S

    owned = {stream: _in_transaction(worker.database, anew) for stream, anew in duties.owned.items()}
    of_entities = [stream for stream, anew in owned.items() if anew is not None]
    failovers = streams.Failovers(worker.redis, group, of_entities, worker.database.timeline)
    housekeeping = streams.Housekeeping(worker.redis, owned)

    async def keep_house() -> float:
        await failovers.step()
        return await housekeeping.step()

    return [
        Loop("relay", Relay(worker.database, worker.redis, tables.outbox, claim).step),
        Loop("forgetting", forget),
        Loop("housekeeping", keep_house),
    ]


def _in_transaction(database: Database, publish_all: PublishAll | None) -> Callable[[], Awaitable[None]] | None:
    if publish_all is None:
        return None

    async def run() -> None:
        async with database.begin() as transaction:
            await publish_all(transaction)

    return run

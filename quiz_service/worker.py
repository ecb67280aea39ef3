"""Background composition root of the quiz service: relays, deadline sweep, digests, resends."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.applications import Starlette

from quiz_service import tables
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries.delivery import watch_again
from quiz_service.settings import Settings
from quiz_service.subscriptions import subscriptions
from quiz_service.use_cases.bank import withdraw_question
from quiz_service.use_cases.bank.count_answers import count_answers
from quiz_service.use_cases.bank.regrade_sessions import regrade_sessions
from quiz_service.use_cases.contests import write_contest
from quiz_service.use_cases.delivery import deliver_sessions, publish_digests
from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from services.chassis import application, dead_letters, erasures, idempotency
from services.chassis.clock import EstimatedClock
from services.kit import outbox, streams
from services.kit.consumer import Consumer
from services.kit.database import Database
from services.kit.loops import Loop, running
from services.kit.outbox import Relay, StreamEntry

GROUP = "quiz"
POOL_SIZE = 11
"""One for each loop but the sweep."""
HOT_CONNECTIONS = 2
"""For the sweep, and for the looks of the relays."""
FORGET_EVERY_S = 3600.0
BACKLOG_REST_S = 1.0
REGRADE_REST_S = 1.0
COUNT_REST_S = 5.0
"""A session that is counted among many costs little."""


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(
            settings.database_url,
            application_name=settings.instance,
            pool_size=POOL_SIZE,
            hot_connections=HOT_CONNECTIONS,
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
    catalogue = Catalogue(database, EstimatedClock())
    schedule = publish_digests.DigestSchedule()
    consumer_name = f"{settings.instance}-{uuid4().hex[:8]}"

    async def claim_sessions(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        events = await deliver_sessions.claim_events(transaction, catalogue, limit)
        schedule.touch(finished.session.id for finished, _ in events)
        schedule.touch_rescored(finished.session.id for finished, _ in events if finished.revision)
        return [entry for _, entry in events]

    async def claim_outbox(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        return await outbox.claim(transaction, tables.outbox, limit)

    async def sweep() -> float:
        return 0.0 if await hand_in_overdue(database, settings.sweep_grace_s) else settings.sweep_every_s

    async def regrade() -> float:
        began = time.monotonic()
        async with database.begin() as transaction:
            has_more = await regrade_sessions(transaction)
        return time.monotonic() - began if has_more else REGRADE_REST_S  # as long again: participants go first

    async def count() -> float:
        async with database.begin() as transaction:
            return 0.0 if await count_answers(transaction, catalogue) else COUNT_REST_S

    async def compare_all() -> None:
        async with database.begin() as transaction:
            schedule.compare_all(await publish_digests.read_all_buckets(transaction))

    async def publish_withdrawals() -> None:
        async with database.begin() as transaction:
            await withdraw_question.publish_withdrawals(transaction)

    async def publish_contests() -> None:
        async with database.begin() as transaction:
            await write_contest.publish_contests(transaction)

    housekeeping = streams.Housekeeping(
        redis,
        {
            write_contest.STREAM: publish_contests,
            withdraw_question.STREAM: publish_withdrawals,
            deliver_sessions.STREAM: None,
            publish_digests.STREAM: None,
        },
    )
    losses = streams.Losses(
        redis, deliver_sessions.STREAM, consumer_name, compare_all, lambda: not schedule.has_backlog
    )
    interval_s = deliver_sessions.INTERVAL_S
    relay_sessions = Relay(database, redis, tables.finished_sessions, claim_sessions, interval_s=interval_s)
    consumers = [
        Consumer(blocking, stream, GROUP, consumer_name, handle, dead_letters.parker(database, tables.dead_letters))
        for stream, handle in subscriptions(database).items()
    ]
    return [
        Loop("relay-sessions", relay_sessions.step),
        Loop("relay-outbox", Relay(database, redis, tables.outbox, claim_outbox).step),
        Loop("sweep", sweep),
        Loop("regrade", regrade),
        Loop("count-answers", count),
        Loop("digests", Digests(database, schedule, settings.digest_every_s).step),
        Loop("losses", losses.step),
        _forgetting(database),
        Loop("housekeeping", housekeeping.step),
        *[Loop(f"consume-{index}", consumer.step) for index, consumer in enumerate(consumers)],
    ]


class Digests:
    """Publishes the digests that are due; at first those of what an earlier process relayed a moment ago, too."""

    def __init__(self, database: Database, schedule: publish_digests.DigestSchedule, rest_s: float) -> None:
        self._database = database
        self._schedule = schedule
        self._rest_s = rest_s
        self._has_begun = False

    async def step(self) -> float:
        async with self._database.begin() as transaction:
            if not self._has_begun:
                self._schedule.watch(await watch_again(transaction))
            await publish_digests.publish_digests(transaction, self._schedule.next_buckets())
        self._has_begun = True
        self._schedule.step_done()
        return BACKLOG_REST_S if self._schedule.has_backlog else self._rest_s


def _forgetting(database: Database) -> Loop:
    async def forget() -> float:
        async with database.begin() as transaction:
            await idempotency.forget_old(transaction, tables.idempotency_keys)
            await erasures.forget_old(transaction, tables.erasures)
        return FORGET_EVERY_S

    return Loop("forgetting", forget)

"""Quiz, relay, stream, scoring and ledger in one process, moved step by step, each step with a place to crash."""

import asyncio
import random
from collections.abc import Awaitable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar
from uuid import UUID

import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service import tables as quiz_tables
from quiz_service.queries import delivery
from quiz_service.use_cases.delivery.deliver_sessions import claim_events
from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from scoring_service import tables as scoring_tables
from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.signals import Watch
from scoring_service.subscriptions import subscriptions
from scoring_service.use_cases.verify import verify
from services.chassis import dead_letters
from services.chassis.subscriptions import handlers
from services.contracts.buckets import bucket_of
from services.contracts.events import SessionFinished
from services.kit import streams
from services.kit.consumer import Consumer, Delivery
from services.kit.database import Database
from services.kit.outbox import Relay, StreamEntry
from tests.quiz.quiz_system import QuizSystem, quiz_system

T = TypeVar("T")
WINDOW_DAYS = 20
COMES_TWICE = 20


class Crash(BaseException):
    """The process is gone: nothing of it catches this."""


class World:
    """`crash` names the place where the next step of a worker dies."""

    quiz: QuizSystem
    redis: "Redis"
    scoring: Database
    contest: str

    def __init__(self, owner_url: str, redis_url: str) -> None:
        self._urls = owner_url, redis_url
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.crash: str | None = None

    def __enter__(self) -> Self:
        self.run(self._open())
        return self

    def __exit__(self, *_error: object) -> None:
        self.run(self._stack.aclose())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def _open(self) -> None:
        owner_url, redis_url = self._urls
        self.quiz = await self._stack.enter_async_context(quiz_system(owner_url, redis_url))
        self.redis = await self._stack.enter_async_context(streams.connect(redis_url))
        self.scoring = Database(owner_url, application_name="scoring", hot_connections=1)
        self._stack.push_async_callback(self.scoring.close)
        await self.scoring.open()
        closes_at = datetime.now(UTC) + timedelta(days=WINDOW_DAYS)
        self.contest = await self.quiz.contest(rules={"sessions_per_day": 2}, closes_at=closes_at.isoformat())

    async def turn_clock(self, seconds: int) -> None:
        await self.execute(f"UPDATE kit.clock SET ahead = ahead + interval '{seconds} seconds'")

    async def sweep(self) -> None:
        while await hand_in_overdue(self.scoring, 0):
            pass

    async def relay(self) -> None:
        """One step of the relay, which may die before or after the stream has the events."""

        async def claim(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
            catalogue = self.quiz.app.state.process.engine.catalogue
            entries = [each for _, each in await claim_events(transaction, catalogue, limit)]
            self._die("before XADD")
            return entries

        await self._dies(_Relay(self, claim).step())

    async def score(self) -> None:
        """One batch of a scoring worker, which may die before or after its commit; the next one begins anew."""
        if not await self.redis.exists(SessionFinished.stream):
            return
        handle = handlers(self.scoring, subscriptions(Watch(Thresholds())))[SessionFinished.stream]

        async def handle_or_die(deliveries: Sequence[Delivery]) -> None:
            self._die("before commit")
            await handle(deliveries)
            self._die("after commit")

        park = dead_letters.parker(self.scoring, scoring_tables.shared.dead_letters)
        worker = Consumer(self.redis, SessionFinished.stream, "scoring", "one", handle_or_die, park)
        for _ in range(3):  # one step may only make the group, one reads what a dead worker left
            if await self._dies(worker.step()):
                return

    async def deliver_again(self, seed: int) -> None:
        """The newest that the stream holds comes once more, in another order. Everything would double it each time."""
        entries = [fields for _, fields in await self.redis.xrevrange(SessionFinished.stream, count=COMES_TWICE)]
        random.Random(seed).shuffle(entries)
        for fields in entries:
            await self.redis.xadd(SessionFinished.stream, fields)

    async def settle(self, sessions: Sequence[UUID], *, is_resent: bool) -> None:
        """All steps without a crash; after a loss of the stream also what digests ask for."""
        self.crash = None
        await self.sweep()
        if is_resent:
            async with self.quiz.database.begin() as transaction:
                for bucket in {bucket_of(session) for session in sessions}:
                    await delivery.send_again(transaction, self.contest, bucket)
        await self.relay()
        await self.score()
        await self.redis.xtrim(SessionFinished.stream, maxlen=0)

    async def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        async with self.quiz.database.begin() as transaction:
            return [dict(row) for row in (await transaction.execute(sa.text(statement), values)).mappings()]

    async def execute(self, statement: str) -> None:
        async with self.quiz.database.begin() as transaction:
            await transaction.execute(sa.text(statement))

    async def differences(self) -> list[str]:
        return [str(each) for each in await verify(self.scoring, self.contest)]

    def _die(self, place: str) -> None:
        if self.crash == place:
            raise Crash

    async def _dies(self, step: Awaitable[object]) -> bool:
        try:
            await step
        except Crash:
            self.crash = None
            return True
        return False


class _Relay(Relay):
    def __init__(self, world: World, claim: Any) -> None:
        super().__init__(world.scoring, world.redis, quiz_tables.finished_sessions, claim)
        self._world = world

    async def _add(self, entries: Sequence[StreamEntry]) -> None:
        await super()._add(entries)
        self._world._die("after XADD")

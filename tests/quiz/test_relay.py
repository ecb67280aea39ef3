"""What relaying costs: one command for a batch, no look where rows are expected, digests that take their share."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from quiz_service.loops import DIGEST_RESTS, Digests
from quiz_service.tables import outbox
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule
from services.kit.database import Database
from services.kit.outbox import Relay, StreamEntry, claim, publish
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_delivery import quiz, redis

__all__ = ["quiz", "redis"]


class Looking(Database):
    looks = 0

    async def fetch(self, statement: str, *values: object) -> Any:
        self.looks += 1
        return await super().fetch(statement, *values)


@asynccontextmanager
async def looking(postgres_url: str) -> AsyncIterator[Looking]:
    database = Looking(postgres_url, application_name="test", hot_connections=1)
    await database.open()
    async with database.begin() as transaction:
        await transaction.execute(outbox.delete())
    yield database
    await database.close()


def relay_of(database: Database, redis: "Redis") -> Relay:
    return Relay(database, redis, outbox, lambda connection, limit: claim(connection, outbox, limit))


async def add(database: Database, *entries: StreamEntry) -> None:
    async with database.begin() as transaction:
        await publish(transaction, outbox, entries)


async def carried(redis: "Redis", stream: str) -> list[str]:
    return [json.loads(fields["event"])["id"] for _, fields in await redis.xrange(stream)]


@pytest.mark.usefixtures("quiz")
async def test_each_event_goes_to_its_own_stream_in_the_order_in_which_it_was_written(
    redis: "Redis", postgres_url: str
) -> None:
    names = ("one", "two")
    written = [(names[number % 3 % 2], f"第{number}题") for number in range(50)]
    async with looking(postgres_url) as database:
        await add(database, *(StreamEntry(f"test.{name}", json.dumps({"id": text})) for name, text in written))
        await relay_of(database, redis).step()

    for name in names:
        assert await carried(redis, f"test.{name}") == [text for each, text in written if each == name]


@pytest.mark.usefixtures("quiz")
async def test_a_busy_relay_takes_rows_without_a_look_and_looks_again_when_there_are_none(
    redis: "Redis", postgres_url: str
) -> None:
    async with looking(postgres_url) as database:
        relay, looks = relay_of(database, redis), []
        for name in (None, "first", "second", None, "third"):
            if name is not None:
                await add(database, StreamEntry("test.busy", json.dumps({"id": name})))
            before = database.looks
            await relay.step()
            looks.append(database.looks - before)

    assert looks == [1, 1, 0, 0, 1]
    assert await carried(redis, "test.busy") == ["first", "second", "third"]


async def test_a_step_of_digests_that_took_long_is_followed_by_a_long_rest(quiz: QuizSystem) -> None:
    """A busy bucket is hashed whole each time, and the more there is in it the longer that takes."""
    digests = Digests(quiz.database, DigestSchedule(), rest_s=0.2)
    quick = await digests.step()
    async with quiz.database.begin() as other:
        await other.execute(sa.text("LOCK quiz.watched_buckets"))
        step = asyncio.create_task(digests.step())
        await asyncio.sleep(0.3)
    slow = await step

    assert quick < slow
    assert slow >= 0.3 * DIGEST_RESTS

"""A consumer of a stream: batches, acknowledged after they took effect; poison parked; nothing lost."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.kit import consumer as kit_consumer
from services.kit.consumer import BATCH, DELIVERIES_BEFORE_PARKING, TRIES_BEFORE_PARKING, Consumer, Delivery
from services.kit.database import Database
from services.kit.errors import Unavailable
from services.kit.streams import is_drained

STREAM = "stream"
GROUP = "group"


class Handler:
    """Remembers what took effect and what was parked, and fails as a test wants."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.parked: list[str] = []
        self.poison = "poison"
        self.error: BaseException | None = None

    @property
    def handled(self) -> list[str]:
        return [event for batch in self.batches for event in batch]

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        if self.error is not None:
            raise self.error
        events = [delivery.event for delivery in deliveries]
        if self.poison in events:
            raise ValueError(self.poison)
        self.batches.append(events)

    async def park(self, _stream: str, delivery: Delivery, _reason: str) -> None:
        self.parked.append(delivery.event)


def consumer(redis: "Redis", handler: Handler, name: str = "one") -> Consumer:
    return Consumer(redis, STREAM, GROUP, name, handler.handle, handler.park)


async def add(redis: "Redis", *events: str) -> list[str]:
    return [str(await redis.xadd(STREAM, {"event": event})) for event in events]


async def test_a_batch_is_acknowledged_after_it_took_effect(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await one.step()
    await add(redis, "a", "b", "c")

    await one.step()

    assert handler.batches == [["a", "b", "c"]]
    assert await is_drained(redis, STREAM)


async def test_a_batch_has_a_limit(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await add(redis, *map(str, range(BATCH + 1)))

    for _ in range(3):
        await one.step()

    assert [len(batch) for batch in handler.batches] == [BATCH, 1]


async def test_entries_written_before_the_group_existed_are_read(redis: "Redis") -> None:
    handler = Handler()
    await add(redis, "early")
    one = consumer(redis, handler)

    for _ in range(2):
        await one.step()

    assert handler.handled == ["early"]


async def test_a_batch_that_failed_for_a_passing_reason_is_tried_again_whole(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await add(redis, "a", "b")
    await one.step()
    handler.error = Unavailable()
    with pytest.raises(Unavailable):
        await one.step()

    handler.error = None
    await one.step()

    assert handler.batches == [["a", "b"]]
    assert await is_drained(redis, STREAM)


async def test_an_outage_longer_than_the_delivery_limit_parks_nothing(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await add(redis, "a", "b")
    await one.step()
    handler.error = Unavailable()
    for _ in range(DELIVERIES_BEFORE_PARKING * 2):
        with pytest.raises(Unavailable):
            await one.step()

    handler.error = None
    await one.step()

    assert (handler.handled, handler.parked) == (["a", "b"], [])


async def test_poison_is_parked_after_some_tries_and_the_rest_goes_on(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await add(redis, "a", "poison", "b")

    for _ in range(TRIES_BEFORE_PARKING):
        await one.step()
    before = list(handler.parked)
    await one.step()
    await add(redis, "c")
    for _ in range(2):
        await one.step()

    assert (before, handler.parked) == ([], ["poison"])
    assert handler.handled == ["a", "b", "c"]
    assert await is_drained(redis, STREAM)


async def test_an_entry_that_kills_its_process_each_time_is_parked(redis: "Redis") -> None:
    handler = Handler()
    await add(redis, "killer")
    handler.error = asyncio.CancelledError()
    await consumer(redis, handler).step()
    for _ in range(DELIVERIES_BEFORE_PARKING):
        with pytest.raises(asyncio.CancelledError):
            await consumer(redis, handler).step()

    await consumer(redis, handler).step()

    assert handler.parked == ["killer"]


async def test_what_a_crashed_process_left_is_read_again_under_its_name(redis: "Redis") -> None:
    crashed, next_one = Handler(), Handler()
    await add(redis, "a")
    first = consumer(redis, crashed)
    await first.step()
    crashed.error = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await first.step()

    await consumer(redis, next_one).step()

    assert next_one.handled == ["a"]


async def test_what_a_dead_consumer_left_is_taken_over(redis: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_consumer, "CLAIM_AFTER_IDLE_MS", 0)
    dead, alive = Handler(), Handler()
    await add(redis, "a")
    first = consumer(redis, dead, "dead")
    await first.step()
    dead.error = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await first.step()

    await consumer(redis, alive, "alive").step()

    assert alive.handled == ["a"]
    assert await is_drained(redis, STREAM)


async def test_i5_entries_whose_reply_was_lost_with_its_connection_are_read_again_at_once(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    for _ in range(2):
        await one.step()
    waiting = asyncio.create_task(one.step())
    async with asyncio.timeout(5):
        while not [each for each in await redis.client_list() if "b" in each["flags"]]:
            await asyncio.sleep(0.01)
    pipeline = redis.pipeline()
    pipeline.client_kill_filter(_type="normal", skipme=True)
    pipeline.xadd(STREAM, {"event": "a"})
    pipeline.xreadgroup(GROUP, "one", {STREAM: ">"})  # the reply that went to the broken connection
    await pipeline.execute()
    with pytest.raises(RedisError):
        await waiting

    await one.step()

    assert handler.handled == ["a"]
    assert await is_drained(redis, STREAM)


async def test_after_a_flush_the_group_is_made_again(redis: "Redis") -> None:
    handler = Handler()
    one = consumer(redis, handler)
    await add(redis, "a")
    for _ in range(2):
        await one.step()
    await redis.flushdb()
    await add(redis, "b")

    for _ in range(2):
        await one.step()

    assert handler.handled == ["a", "b"]


async def test_two_consumers_of_a_group_share_the_stream(redis: "Redis") -> None:
    handler = Handler()
    one, other = consumer(redis, handler, "one"), consumer(redis, handler, "other")
    await one.step()
    await add(redis, "a")
    await one.step()
    await add(redis, "b")
    await other.step()

    assert handler.batches == [["a"], ["b"]]


async def test_i5_a_batch_that_a_deadlock_rolled_back_is_tried_again_whole(redis: "Redis", postgres_url: str) -> None:
    """Nothing is wrong with its events, however often it happens: none of them comes nearer to being parked."""
    database = Database(postgres_url, application_name="test")
    handler = Handler()
    rivals = iter([asyncio.Event(), asyncio.Event()])

    async def lock_both(first: int, second: int, is_first_locked: asyncio.Event, other: asyncio.Event) -> None:
        async with database.begin() as transaction:
            # The rival is patient, so that the consumer's transaction is the one that PostgreSQL gives up.
            patience = "10s" if first else "10ms"
            await transaction.execute(sa.text(f"SET LOCAL deadlock_timeout = '{patience}'"))
            await transaction.execute(sa.text(f"SELECT pg_advisory_xact_lock({first})"))
            is_first_locked.set()
            await other.wait()
            await transaction.execute(sa.text(f"SELECT pg_advisory_xact_lock({second})"))

    async def handle(deliveries: Sequence[Delivery]) -> None:
        if (own := next(rivals, None)) is not None:
            other = asyncio.Event()
            rival = asyncio.create_task(lock_both(1, 0, other, own))
            try:
                await lock_both(0, 1, own, other)
            finally:
                await rival
        await handler.handle(deliveries)

    one = Consumer(redis, STREAM, GROUP, "one", handle, handler.park)
    await add(redis, "a", "b")
    await one.step()
    try:
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                await one.step()
            assert isinstance(caught.value.__cause__.orig.__cause__, asyncpg.DeadlockDetectedError)
        await one.step()
    finally:
        await database.close()

    assert handler.batches == [["a", "b"]]
    assert one._failures == {}
    assert await is_drained(redis, STREAM)

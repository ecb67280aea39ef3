"""The whole way from the stream to the board, to other services, and the age of what is shown (R2.5, R2.9, R3.7)."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from scoring_service.tables import state
from scoring_service.use_cases.publish_totals import publish_totals
from scoring_service.use_cases.verify import verify
from services.contracts.events import UnitTotalsChanged
from services.kit.database import Database
from services.kit.streams import MARKER_PREFIX
from tests.scoring.builders import CONTEST, DAY, SHIZHONG, contest, finished, new_id, unit
from tests.scoring.scoring_system import ScoringSystem, record, rows
from tests.scoring.stream_system import eventually, publish, worker

TOTALS = "SELECT CAST(event AS text) FROM scoring.outbox WHERE stream = 'scoring.totals' ORDER BY id"
AGE_PUBLISHED = "UPDATE scoring.published_totals SET published_at = published_at - interval '10 seconds'"


async def waiting_totals(database: Database) -> dict[str, UnitTotalsChanged]:
    events = [msgspec.json.decode(text, type=UnitTotalsChanged) for (text,) in await rows(database, TOTALS)]
    return {event.unit: event for event in events}


async def publish_now(owner: Database) -> None:
    async with owner.begin() as transaction:
        await transaction.execute(sa.text(AGE_PUBLISHED))
        await transaction.execute(sa.text("DELETE FROM scoring.outbox"))
        await publish_totals(transaction)


async def test_r2_5_a_finished_session_is_on_the_board_within_two_seconds(
    redis: "Redis", scoring: ScoringSystem, service_url: str, redis_url: str
) -> None:
    async def is_shown() -> bool:
        return (await scoring.board())["items"][0]["points"] == 5

    async with worker(service_url, redis_url):
        await asyncio.sleep(0.5)
        await publish(redis, "quiz.sessions", finished(score=5))
        took_s = await eventually(is_shown)

    assert took_s < 2.0


async def test_contests_and_units_arrive_by_stream(
    redis: "Redis", scoring: ScoringSystem, service_url: str, redis_url: str
) -> None:
    async def is_shown() -> bool:
        reply = await scoring.ask(contest_id="provincial", parent="370103")
        return reply.status_code == 200 and len(reply.json()["items"]) == 1

    async with worker(service_url, redis_url):
        await publish(redis, "directory.units", unit((*SHIZHONG, "370103-A")))
        await publish(redis, "quiz.contests", contest("provincial"))
        await eventually(is_shown)


async def test_two_workers_at_once_count_once(
    redis: "Redis", database: Database, service_url: str, redis_url: str
) -> None:
    people = [new_id() for _ in range(20)]
    events = [finished(person, 3, day=DAY + timedelta(days=day)) for day in range(10) for person in people]

    async def is_scored() -> bool:
        return (await rows(database, "SELECT coalesce(sum(sessions), 0) FROM scoring.participants"))[0][0] >= 200

    async with worker(service_url, redis_url), worker(service_url, redis_url):
        await publish(redis, "quiz.sessions", *events, *events[::3])
        await eventually(is_scored)
        await asyncio.sleep(0.3)

    assert await verify(database) == []
    assert (await rows(database, "SELECT sum(sessions) FROM scoring.participants"))[0][0] == 200


async def test_r2_9_age_is_small_while_a_worker_runs_and_grows_without_one(
    redis: "Redis",  # noqa: ARG001 - an empty Valkey
    scoring: ScoringSystem,
    owner: Database,
    service_url: str,
    redis_url: str,
) -> None:
    async with owner.begin() as transaction:
        await transaction.execute(state.update().values(caught_up_at=sa.text("now() - interval '60 seconds'")))

    async def age() -> int:
        return int((await scoring.ask()).headers["Age"])

    async def is_fresh() -> bool:
        return await age() <= 2

    before = await age()
    async with worker(service_url, redis_url):
        await eventually(is_fresh)
    await asyncio.sleep(3.1)

    assert before >= 60
    assert await age() >= 3


async def test_r3_7_totals_of_changed_units_are_published(owner: Database, database: Database) -> None:
    person = new_id()
    await record(database, finished(person), finished(person, day=DAY + timedelta(days=1)), finished())

    await publish_now(owner)

    published = await waiting_totals(database)
    assert set(published) == set(SHIZHONG)
    assert (published["CN"].contest_id, published["CN"].sessions, published["CN"].participants) == (CONTEST, 3, 2)


async def test_only_what_changed_is_published_again_and_not_at_once(owner: Database, database: Database) -> None:
    await record(database, finished())
    await publish_now(owner)
    await record(database, finished(path=("CN", "110000")))

    async with database.begin() as transaction:
        await transaction.execute(sa.text("DELETE FROM scoring.outbox"))
        await publish_totals(transaction)
    too_early = await waiting_totals(database)
    await publish_now(owner)

    assert too_early == {}
    assert set(await waiting_totals(database)) == {"CN", "110000"}


async def test_the_more_totals_change_the_longer_they_come_together(owner: Database, database: Database) -> None:
    """Of thousands nearly all change within any moment; after ten seconds it is not yet time for two thousand."""
    await record(database, finished())
    await publish_now(owner)
    await record(database, finished(path=("CN", "110000")))

    async with owner.begin() as transaction:
        await transaction.execute(sa.text(AGE_PUBLISHED))
        of_many = await publish_totals(transaction, after=2_000)
        of_some = await publish_totals(transaction, after=500)

    assert (of_many, of_some) == (0, 2)


async def test_replicas_publish_a_change_once(owner: Database, database: Database) -> None:
    await record(database, finished())

    async def publish_once() -> None:
        async with database.begin() as transaction:
            await publish_totals(transaction)

    await asyncio.gather(*[publish_once() for _ in range(4)])

    assert len(await rows(owner, TOTALS)) == len(SHIZHONG)


async def test_totals_are_published_anew_when_the_stream_was_lost(
    redis: "Redis", database: Database, service_url: str, redis_url: str
) -> None:
    async def are_published() -> bool:
        return await redis.xlen("scoring.totals") >= len(SHIZHONG)

    async def is_noted() -> bool:
        return bool(await redis.exists(MARKER_PREFIX + "scoring.totals"))

    await record(database, finished())
    async with worker(service_url, redis_url):
        await eventually(are_published)
        await redis.flushdb()
        await eventually(are_published)
        await eventually(is_noted)


@pytest.mark.parametrize("marker", ["units", "contests"])
async def test_a_process_without_its_copies_is_not_ready(scoring: ScoringSystem, owner: Database, marker: str) -> None:
    before = await scoring.client.get("/readyz")

    async with owner.begin() as transaction:
        await transaction.execute(sa.text(f"TRUNCATE scoring.{marker}"))
    after = await scoring.client.get("/readyz")

    assert (before.status_code, after.status_code) == (200, 503)

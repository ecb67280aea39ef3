"""What quiz holds and the ledger lacks is asked for again (I18)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from scoring_service.tables import state
from scoring_service.use_cases.compare_digests import compare_digests
from services.contracts.buckets import DIGEST_SQL, bucket_of
from services.contracts.events import BucketDigest, ResendRequested, SessionFinished
from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.scoring.builders import CONTEST, finished, id_on, new_id
from tests.scoring.builders import DAY as DAY_OF_CONTEST
from tests.scoring.scoring_system import record, rows
from tests.scoring.stream_system import eventually, publish, worker

REQUESTS = "SELECT CAST(event AS text) FROM scoring.outbox WHERE stream = 'scoring.requests' ORDER BY id"
AGE_REQUESTS = "UPDATE scoring.digest_doubts SET requested_at = requested_at - interval '6 seconds'"


def sessions(number: int) -> list[SessionFinished]:
    """Sessions of one bucket."""
    return [finished(score=index % 6, session_id=id_on(DAY_OF_CONTEST, index)) for index in range(number)]


async def digest_of(database: Database, held: Sequence[SessionFinished], until: datetime | None = None) -> BucketDigest:
    """As quiz computes it over its session rows."""
    query = f"""SELECT {DIGEST_SQL.format(session_id="id", score="score")}
        FROM (SELECT id, score, contest_day, participant_id, entry, string_to_array(path, '/') AS unit_path
            FROM unnest(CAST(:ids AS uuid[]), CAST(:scores AS integer[]), CAST(:days AS date[]),
                CAST(:people AS uuid[]), CAST(:entries AS text[]), CAST(:paths AS text[]))
                AS held (id, score, contest_day, participant_id, entry, path)) AS session"""
    values = {
        "ids": [each.session_id for each in held],
        "scores": [each.score for each in held],
        "days": [each.contest_day for each in held],
        "people": [each.participant_id for each in held],
        "entries": [each.entry for each in held],
        "paths": ["/".join(each.unit_path) for each in held],
    }
    count, digest = (await rows(database, query, **values))[0]
    bucket = bucket_of(held[0].session_id)
    return BucketDigest(
        event_id=new_id(), contest_id=CONTEST, bucket=bucket, sessions=count, digest=digest, until=until
    )


async def compare(database: Database, *events: BucketDigest) -> None:
    async with database.begin() as transaction:
        await compare_digests(transaction, events)


async def requests(database: Database) -> list[ResendRequested]:
    return [msgspec.json.decode(text, type=ResendRequested) for (text,) in await rows(database, REQUESTS)]


async def test_equal_buckets_ask_for_nothing(database: Database) -> None:
    held = sessions(5)
    await record(database, *held)

    for _ in range(3):
        await compare(database, await digest_of(database, held))

    assert await requests(database) == []
    assert await rows(database, "SELECT * FROM scoring.digest_doubts") == []


async def test_i18_a_bucket_that_differs_twice_in_a_row_is_asked_for(database: Database) -> None:
    held = sessions(5)
    await record(database, *held[:4])

    await compare(database, await digest_of(database, held))
    after_one = await requests(database)
    await compare(database, await digest_of(database, held))

    assert after_one == []
    assert [(each.contest_id, each.bucket) for each in await requests(database)] == [
        (CONTEST, bucket_of(held[0].session_id))
    ]


async def test_a_score_that_differs_is_a_difference(database: Database) -> None:
    held = sessions(2)
    await record(database, held[0], msgspec.structs.replace(held[1], score=5))

    for _ in range(2):
        await compare(database, await digest_of(database, held))

    assert len(await requests(database)) == 1


async def test_a_bucket_that_agrees_in_between_is_not_asked_for(database: Database) -> None:
    held = sessions(3)
    await record(database, *held)
    wrong = msgspec.structs.replace(await digest_of(database, held), sessions=9)

    for event in (wrong, await digest_of(database, held), msgspec.structs.replace(wrong, event_id=new_id())):
        await compare(database, event)

    assert await requests(database) == []


async def test_the_same_digest_delivered_twice_is_one_digest(database: Database) -> None:
    held = sessions(3)
    event = await digest_of(database, held)

    for _ in range(2):
        await compare(database, event)

    assert await requests(database) == []


async def test_a_bucket_is_asked_for_once_in_a_few_seconds_and_less_and_less_often(
    owner: Database, database: Database
) -> None:
    held, asked = sessions(3), []

    for _ in range(6):
        for _ in range(2):
            await compare(database, await digest_of(database, held))
        asked.append(len(await requests(database)))
        async with owner.begin() as transaction:
            await transaction.execute(sa.text(AGE_REQUESTS))

    assert asked == [1, 2, 2, 3, 3, 3]


async def test_i18_while_the_ledger_is_behind_its_stream_digests_wait_and_none_is_forgotten(
    owner: Database, database: Database
) -> None:
    """Whoever was away for long finds the last digests of a bucket all at once, and no later ones come."""
    held = sessions(3)
    told = [await digest_of(database, held) for _ in range(3)]
    await set_caught_up(owner, "now() - interval '10 seconds'")

    with pytest.raises(Unavailable):
        await compare(database, *told)
    while_behind = await requests(database)
    await set_caught_up(owner, "now()")
    await compare(database, *told)

    assert while_behind == []
    assert len(await requests(database)) == 1


async def test_of_digests_that_come_together_an_old_one_that_agrees_is_no_second_witness(database: Database) -> None:
    held = sessions(3)
    await record(database, *held[:2])

    await compare(database, await digest_of(database, held[:2]), await digest_of(database, held))

    assert await requests(database) == []


async def set_caught_up(owner: Database, instant: str) -> None:
    async with owner.begin() as transaction:
        await transaction.execute(state.update().values(caught_up_at=sa.text(instant)))


async def test_a_growing_bucket_is_compared_up_to_an_instant(database: Database) -> None:
    held = sessions(3)
    later = msgspec.structs.replace(held[2], finished_at=held[2].finished_at + timedelta(minutes=1))
    await record(database, *held[:2], later)

    for _ in range(2):
        await compare(database, await digest_of(database, held[:2], until=held[0].finished_at))

    assert await requests(database) == []


async def test_i18_a_lost_stream_is_sent_again_and_scored(
    redis: "Redis", database: Database, service_url: str, redis_url: str
) -> None:
    ids = [new_id() for _ in range(20)]
    while len({bucket_of(each) for each in ids}) > 1:  # one has just ended
        ids = [new_id() for _ in range(20)]
    held = [finished(session_id=each, day=datetime.now(UTC).date()) for each in ids]

    async def is_asked() -> bool:
        await publish(redis, "quiz.digests", await digest_of(database, held))
        return bool(await redis.xlen("scoring.requests"))

    async def is_scored() -> bool:
        return (await rows(database, "SELECT count(*) FROM scoring.ledger"))[0][0] == 20

    async with worker(service_url, redis_url):
        await publish(redis, "quiz.sessions", *held[:5])
        await redis.flushdb()
        await eventually(is_asked)
        request = msgspec.json.decode((await redis.xrange("scoring.requests"))[0][1]["event"], type=ResendRequested)
        await publish(redis, "quiz.sessions", *[each for each in held if bucket_of(each.session_id) == request.bucket])
        await eventually(is_scored)


def rescored(event: SessionFinished, score: int) -> SessionFinished:
    return msgspec.structs.replace(event, score=score, revision=1, cause="w-1")


async def test_a_changed_score_is_part_of_the_digest(database: Database) -> None:
    held = sessions(5)
    changed = [rescored(held[2], 5), *held[3:]]
    await record(database, *held)
    await record(database, changed[0])

    for _ in range(2):
        await compare(database, await digest_of(database, [*held[:2], *changed]))

    assert await requests(database) == []


async def test_i18_a_lost_change_of_a_score_is_asked_for_and_healed_by_the_same_event(database: Database) -> None:
    held = sessions(5)
    await record(database, *held)
    now = [*held[:2], rescored(held[2], 5), *held[3:]]

    for _ in range(2):
        await compare(database, await digest_of(database, now))
    asked = len(await requests(database))
    await record(database, *now)
    await compare(database, await digest_of(database, now))

    assert asked == 1
    assert await rows(database, "SELECT * FROM scoring.digest_doubts") == []


@pytest.mark.parametrize(
    "edit",
    [
        "points = points + 1",
        "participant_id = gen_random_uuid()",
        "entry = 'enterprise'",
        "unit_path = '{CN,110000}'",
        "contest_day = contest_day + 1",
        "kind = 'hold'",
    ],
)
async def test_an_edited_row_of_the_ledger_is_a_difference(owner: Database, database: Database, edit: str) -> None:
    held = sessions(5)
    await record(database, *held)
    async with owner.begin() as transaction:
        await transaction.execute(
            sa.text(f"UPDATE scoring.ledger SET {edit} WHERE session_id = :id"), {"id": held[3].session_id}
        )

    for _ in range(2):
        await compare(database, await digest_of(database, held))

    assert len(await requests(database)) == 1

"""A contest of any size can become final: its sessions are counted in parts, and before anybody asks (R2.10)."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import SessionsUnsettled
from quiz_service.queries import catalogue, delivery, finals
from quiz_service.queries.finals import Count
from quiz_service.tables import finished_sessions
from quiz_service.use_cases.contests.count_contests import count_contests
from quiz_service.use_cases.contests.finalise_contest import LAST_START_WITHIN, look_ahead
from quiz_service.use_cases.delivery.publish_digests import read_buckets_of
from services.contracts.grants import NATIONAL_ADMINISTRATOR
from services.kit.partitions import text_on_days
from services.kit.parts import FIRST, LAST, parts
from tests.quiz.quiz_system import QuizSystem
from tests.quiz.test_finals import finalise, played
from tests.support import tokens

NATION = [NATIONAL_ADMINISTRATOR]


@pytest.fixture(autouse=True)
async def clock(quiz: QuizSystem) -> AsyncIterator[None]:
    yield
    await quiz.turn_clock("0")


async def contest_of(quiz: QuizSystem, contest_id: str) -> Contest:
    async with quiz.database.begin() as connection:
        [contest] = await catalogue.read_contests(connection, [contest_id])
    return contest


async def counted_in_parts(quiz: QuizSystem, contest: Contest, size: int) -> tuple[Count, int]:
    count, steps = Count(), 0
    async with quiz.database.begin() as connection:
        for day in await finals.read_days(connection, contest):
            lowest: UUID | None = FIRST
            while lowest is not None:
                more, lowest = await finals.read_part(connection, contest.id, day, lowest, size)
                count, steps = count + more, steps + 1
    return count, steps


async def counted(quiz: QuizSystem, contest: Contest) -> Count | None:
    async with quiz.database.begin() as connection:
        return await finals.read_count(connection, contest)


async def test_parts_of_any_size_add_up_to_the_same(quiz: QuizSystem) -> None:
    contest_id = await played(quiz, 5)
    await played(quiz, 2)  # of another contest on the same day
    contest = await contest_of(quiz, contest_id)

    whole, days = await counted_in_parts(quiz, contest, 1000)
    small, steps = await counted_in_parts(quiz, contest, 2)
    single, most = await counted_in_parts(quiz, contest, 1)

    assert whole == small == single
    assert (whole.sessions, whole.unfinished) == (5, 0)
    assert days < steps < most


async def test_i18_a_large_bucket_has_the_digest_of_its_parts_and_is_sent_again_whole(quiz: QuizSystem) -> None:
    contest = await contest_of(quiz, await played(quiz, 5))
    async with quiz.database.begin() as connection:
        [bucket, *_] = await read_buckets_of(connection, contest.id)
        whole, large = [await delivery.read_digests(connection, bucket, None, part) for part in (1000, 2)]
        sent = []
        for part in (1000, 2):
            await connection.execute(finished_sessions.delete())
            await delivery.send_again(connection, contest.id, bucket, part)
            again = sa.select(finished_sessions.c.session_id).order_by(finished_sessions.c.number)
            sent.append((await connection.execute(again)).scalars().all())

    assert {each.contest_id: each for each in whole} == {each.contest_id: each for each in large}
    assert contest.id in {each.contest_id for each in whole}
    assert sent[0] == sent[1]
    assert len(sent[0]) == 5


async def test_every_key_is_in_one_part(quiz: QuizSystem) -> None:
    contest = await contest_of(quiz, await played(quiz, 5))
    held = "SELECT id FROM quiz.sessions WHERE contest_day = :day AND id BETWEEN :lowest AND :highest ORDER BY id"
    async with quiz.database.begin() as connection:
        played_on = "SELECT max(contest_day) FROM quiz.sessions WHERE contest_id = :id"
        day = (await connection.execute(sa.text(played_on), {"id": contest.id})).scalar_one()
        last_of = text_on_days(delivery.LAST_OF_PART, day, day)
        found = [
            list((await connection.execute(sa.text(held), values | {"day": day})).scalars())
            async for values in parts(connection, last_of, {}, FIRST, LAST, size=2)
        ]
        whole = await connection.execute(sa.text(held), {"day": day, "lowest": FIRST, "highest": LAST})

    assert [each for part in found for each in part] == list(whole.scalars())
    assert {len(part) for part in found[:-1]} == {2}


async def test_r2_10_what_a_request_has_no_time_for_the_worker_has_counted(quiz: QuizSystem) -> None:
    contest_id = await played(quiz, 3)
    await quiz.turn_clock("11 days")
    async with quiz.database.begin() as transaction:
        with pytest.raises(SessionsUnsettled) as refused:
            await look_ahead(transaction, contest_id, NATION, within_s=0)

    await count_contests(quiz.database, part=2)

    async with quiz.database.begin() as transaction:
        outlook = await look_ahead(transaction, contest_id, NATION, within_s=0)
    assert refused.value.retry_after_s
    assert outlook.sessions == 3
    reply = await finalise(quiz, contest_id)
    assert (reply.status_code, reply.json()["sessions"]) == (200, 3)


async def test_a_contest_that_runs_or_has_unfinished_sessions_is_left_for_later(quiz: QuizSystem) -> None:
    running = await contest_of(quiz, await played(quiz, 1))
    await count_contests(quiz.database)
    at_first = await counted(quiz, running)
    await quiz.start(running.id, tokens.participant())
    await quiz.turn_clock("11 days")

    await count_contests(quiz.database)

    assert at_first is None
    assert await counted(quiz, running) is None


PROMOTED = "UPDATE quiz.counted_contests SET rests_on = 'FFFFFFFF' || substr(rests_on, 9) WHERE contest_id = :id"
WITHDRAWN = """
INSERT INTO quiz.withdrawals
    (id, bank_id, question_id, version, decision, reason, withdrawn_by, withdrawn_at, settles_at, finished_at)
SELECT gen_random_uuid()::text, bank_id, gen_random_uuid()::text, 1, 'void', '', '', now(), now(), now()
FROM quiz.contests WHERE id = :id
"""


@pytest.mark.parametrize("change", [PROMOTED, WITHDRAWN], ids=["a standby was promoted", "a question was withdrawn"])
async def test_a_count_that_something_may_have_changed_since_is_made_anew(quiz: QuizSystem, change: str) -> None:
    contest = await contest_of(quiz, await played(quiz, 2))
    await quiz.turn_clock("11 days")
    await count_contests(quiz.database)
    before = await counted(quiz, contest)
    async with quiz.database.begin() as connection:
        await connection.execute(sa.text(change), {"id": contest.id})

    outdated = await counted(quiz, contest)
    async with quiz.database.begin() as connection:
        waiting = await finals.read_uncounted(connection, LAST_START_WITHIN)
    await count_contests(quiz.database)

    assert outdated is None
    assert contest.id in waiting
    assert await counted(quiz, contest) == before

"""A later score of a session moves every sum by exactly the difference (R1.12, R2.4, I5, I6)."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from scoring_service.domain.ledger import Implausible
from scoring_service.use_cases.keep_withdrawals import keep_withdrawals
from scoring_service.use_cases.verify import verify
from services.contracts.events import QuestionWithdrawn, SessionFinished
from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.scoring.builders import BEIJING, CONTEST, DAY, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import ScoringSystem, record, rows
from tests.scoring.stream_system import eventually, publish, worker
from tests.support import tokens

UNIT = "SELECT points, sessions, participants, full_marks FROM scoring.unit_totals WHERE unit_code = :unit"
CORRECTIONS = "SELECT cause, revision, points, is_full_mark FROM scoring.ledger WHERE kind = 'correction' ORDER BY 1"
HISTOGRAM = "SELECT points, participants FROM scoring.histogram WHERE participants <> 0 ORDER BY points"


def rescored(event: SessionFinished, score: int, revision: int = 1, cause: str | None = None) -> SessionFinished:
    return msgspec.structs.replace(event, score=score, revision=revision, cause=cause or f"w-{revision}")


async def of(database: Database, unit: str = "CN") -> tuple[int, ...]:
    return (await rows(database, UNIT, unit=unit))[0]


async def test_r1_12_a_later_score_adds_its_difference_to_every_unit_and_day(database: Database) -> None:
    event = finished(score=4)
    await record(database, event, finished(score=2, path=BEIJING))

    new = await record(database, rescored(event, 5))

    assert new == 0
    assert await of(database, "370103") == (5, 1, 1, 1)
    assert await of(database) == (7, 2, 2, 1)
    assert await rows(database, CORRECTIONS) == [("w-1", 1, 1, True)]
    assert await rows(database, HISTOGRAM) == [(2, 1), (5, 1)]
    assert await verify(database) == []


async def test_a_full_mark_can_be_lost(database: Database) -> None:
    event = finished(score=5)
    await record(database, event)

    await record(database, rescored(event, 3))

    assert await of(database) == (3, 1, 1, 0)
    assert await verify(database) == []


async def test_i5_duplicates_and_older_scores_change_nothing(database: Database) -> None:
    event = finished(score=1)
    first, second = rescored(event, 4, 1), rescored(event, 2, 2)

    for delivered in (event, second, first, event, second, second):
        await record(database, delivered)

    assert await of(database) == (2, 1, 1, 0)
    assert await rows(database, CORRECTIONS) == [("w-2", 2, 1, False)]
    assert await verify(database) == []


async def test_a_session_first_heard_of_with_a_later_score_counts_with_that(database: Database) -> None:
    event = finished(score=1)

    await record(database, event, rescored(event, 4, 2), rescored(event, 3, 1))
    await record(database, rescored(event, 3, 1), event)

    assert await of(database) == (4, 1, 1, 0)
    assert await rows(database, CORRECTIONS) == []
    assert await verify(database) == []


async def test_a_change_that_changes_no_point_is_remembered(database: Database) -> None:
    event = finished(score=4)
    await record(database, event)
    await record(database, rescored(event, 4, 2))

    await record(database, rescored(event, 1, 1))

    assert await of(database) == (4, 1, 1, 0)
    assert await rows(database, CORRECTIONS) == [("w-2", 2, 0, False)]


async def test_one_batch_may_hold_new_sessions_and_later_scores_of_the_same_person(database: Database) -> None:
    person = new_id()
    yesterday = finished(person, 2, day=DAY - timedelta(days=1))
    await record(database, yesterday)

    await record(database, finished(person, 3), rescored(yesterday, 5), finished(person, 1, path=BEIJING))

    assert await of(database) == (9, 3, 1, 1)
    assert await rows(database, HISTOGRAM) == [(9, 1)]
    assert await verify(database) == []


async def test_consumers_racing_on_the_same_changes_apply_each_once(database: Database) -> None:
    persons = [new_id() for _ in range(10)]
    events = [finished(person, 2, day=DAY + timedelta(days=day)) for person in persons for day in range(4)]
    changes = [rescored(event, score, revision) for event in events for revision, score in ((1, 3), (2, 5))]
    orders = [random.Random(seed).sample([*events, *changes], 3 * len(events)) for seed in range(4)]

    async def consume(order: list[SessionFinished]) -> None:
        for start in range(0, len(order), 20):
            while True:
                try:
                    await record(database, *order[start : start + 20])
                    break
                except Unavailable:
                    await asyncio.sleep(0.01)

    await asyncio.gather(*map(consume, orders))

    assert await of(database) == (200, 40, 10, 40)
    assert await verify(database) == []


@pytest.mark.parametrize(("revision", "cause"), [(1, ""), (0, "w-1"), (-1, "w-1")])
async def test_a_later_score_without_a_cause_is_refused(database: Database, revision: int, cause: str) -> None:
    event = finished(score=1)
    await record(database, event)

    with pytest.raises(Implausible):
        await record(database, msgspec.structs.replace(event, score=2, revision=revision, cause=cause))


async def test_one_cause_changes_a_session_once(database: Database) -> None:
    event = finished(score=1)
    await record(database, event)
    await record(database, rescored(event, 2, 1, cause="w"))

    with pytest.raises(Implausible):
        await record(database, rescored(event, 3, 2, cause="w"))

    assert await of(database) == (2, 1, 1, 0)


async def test_a_withdrawal_is_kept_once(redis: "Redis", database: Database, service_url: str, redis_url: str) -> None:
    withdrawn = QuestionWithdrawn(
        event_id=new_id(),
        withdrawal_id="w-1",
        question_id="q-7",
        version=2,
        bank_id="bank",
        decision="credit",
        withdrawn_at=datetime(2026, 6, 12, tzinfo=UTC),
    )
    query = "SELECT id, question_id, version, bank_id, decision FROM scoring.withdrawals"

    async def is_kept() -> bool:
        return bool(await rows(database, query))

    async with worker(service_url, redis_url):
        await publish(redis, "quiz.questions", withdrawn)
        await eventually(is_kept)
    async with database.begin() as transaction:
        await keep_withdrawals(transaction, [withdrawn, msgspec.structs.replace(withdrawn, version=3)])

    assert await rows(database, query) == [("w-1", "q-7", 2, "bank", "credit")]


async def test_r1_12_the_report_tells_points_before_and_after_each_withdrawal(scoring: ScoringSystem) -> None:
    shandong, beijing = finished(score=4), finished(score=1, path=BEIJING)
    await scoring.record(shandong, beijing, finished(score=2))
    await scoring.record(rescored(shandong, 5, 1, "w-a"), rescored(beijing, 0, 1, "w-a"))
    await scoring.record(rescored(shandong, 3, 2, "w-b"))
    withdrawn = QuestionWithdrawn(
        event_id=new_id(),
        withdrawal_id="w-a",
        question_id="q-7",
        version=2,
        bank_id="bank",
        decision="credit",
        withdrawn_at=datetime(2026, 6, 12, tzinfo=UTC),
    )
    async with scoring.database.begin() as transaction:
        await keep_withdrawals(transaction, [withdrawn])

    reply = await scoring.get(f"/v1/corrections/{CONTEST}", tokens.organiser())

    first, second = reply.json()["items"]
    assert (first["cause"], first["question_id"], first["decision"], second["question_id"]) == (
        "w-a",
        "q-7",
        "credit",
        None,
    )
    assert [(each["unit"]["code"], each["sessions"], each["before"], each["after"]) for each in first["units"]] == [
        ("110000", 1, 1, 0),
        ("370000", 1, 6, 7),
    ]
    assert [(each["unit"]["name"], each["before"], each["after"]) for each in second["units"]] == [("山东省", 7, 5)]


async def test_the_report_is_for_national_administrators(scoring: ScoringSystem) -> None:
    path = "/v1/corrections/unknown"

    assert (await scoring.get(path, tokens.organiser("administrator", "370000"))).status_code == 403
    assert (await scoring.get(path, tokens.organiser())).json()["code"] == "contest-not-found"
    assert (await scoring.get("/v1/corrections/a%00b", tokens.organiser())).status_code == 404


@pytest.mark.parametrize("table", ["ledger", "ledger_rest", "ledger_p20260610"])
@pytest.mark.parametrize("what", ["UPDATE scoring.{} SET points = 5", "DELETE FROM scoring.{}", "TRUNCATE scoring.{}"])
async def test_the_service_itself_can_only_add_to_the_ledger(database: Database, table: str, what: str) -> None:
    """R2.4"""
    async with database.begin() as transaction:
        await transaction.execute(sa.text("SELECT scoring.create_ledger_partitions(:day, :day)"), {"day": DAY})
    await record(database, finished(path=SHIZHONG))

    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        await rows(database, what.format(table))

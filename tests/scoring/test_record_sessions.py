"""Every finished session is scored exactly once, and totals are sums of the ledger (R2.1–R2.4, I5, I6, I13)."""

import asyncio
import random
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from scoring_service.domain.ledger import Implausible
from scoring_service.use_cases.verify import verify
from services.contracts.events import SessionFinished
from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.scoring.builders import (
    BEIJING,
    CONTEST,
    DAY,
    LIXIA,
    QINGDAO,
    SHIZHONG,
    STATE_GRID,
    contest,
    finished,
    new_id,
)
from tests.scoring.scoring_system import keep, record, rows

TOTALS = "SELECT points, sessions, participants, full_marks FROM scoring.unit_totals WHERE unit_code = :unit"


async def total_of(database: Database, unit: str) -> tuple[int, ...] | None:
    return next(iter(await rows(database, TOTALS, unit=unit)), None)


async def record_patiently(database: Database, events: list[SessionFinished]) -> None:
    """As the worker's loop does: what another batch came in between of is tried again."""
    while True:
        try:
            await record(database, *events)
        except Unavailable:
            await asyncio.sleep(0.01)
        else:
            return


def month(people: int, days: int, seed: int) -> list[SessionFinished]:
    """Everybody once a day, some having moved in between, and some twice."""
    chance = random.Random(seed)
    paths = (SHIZHONG, LIXIA, QINGDAO, BEIJING, STATE_GRID)
    persons = [UUID(int=chance.getrandbits(128)) for _ in range(people)]
    return [
        finished(person, chance.randint(0, 5), path=chance.choice(paths), day=DAY + timedelta(days=day))
        for person in persons
        for day in range(days)
        for _ in range(chance.choice((1, 1, 1, 2)))
    ]


async def test_r2_1_points_go_to_every_unit_of_the_path(database: Database) -> None:
    await record(database, finished(score=5), finished(score=3, path=LIXIA), finished(score=2, path=BEIJING))

    assert await total_of(database, "370103") == (5, 1, 1, 1)
    assert await total_of(database, "370100") == (8, 2, 2, 1)
    assert await total_of(database, "CN") == (10, 3, 3, 1)


async def test_r2_4_i5_a_duplicate_changes_nothing(database: Database) -> None:
    event = finished(score=4)
    await record(database, event)

    counted = await record(database, event, event)

    assert counted == 0
    assert await total_of(database, "CN") == (4, 1, 1, 0)
    assert await verify(database) == []


async def test_i5_a_duplicate_within_one_batch_counts_once(database: Database) -> None:
    event = finished(score=4)

    counted = await record(database, event, finished(score=1), event)

    assert counted == 2
    assert await total_of(database, "CN") == (5, 2, 2, 0)


async def test_i6_any_order_and_any_cut_give_the_sum_of_the_ledger(database: Database) -> None:
    events = month(people=12, days=10, seed=1)
    random.Random(2).shuffle(events)

    for start in range(0, len(events), 17):
        await record(database, *events[start : start + 17])

    assert await total_of(database, "CN") is not None
    assert (await rows(database, "SELECT count(*) FROM scoring.ledger"))[0][0] == len(events)
    assert await verify(database) == []


async def test_r2_4_consumers_racing_on_the_same_sessions_count_each_once(database: Database) -> None:
    events = month(people=30, days=6, seed=3)
    orders = [random.Random(seed).sample(events, len(events)) for seed in range(4)]

    async def consume(order: list[SessionFinished]) -> None:
        for start in range(0, len(order), 20):
            await record_patiently(database, order[start : start + 20])

    await asyncio.gather(*map(consume, orders))

    assert (await rows(database, "SELECT sum(sessions) FROM scoring.participants"))[0][0] == len(events)
    assert await verify(database) == []


async def test_i6_consumers_with_different_sessions_of_the_same_people_lose_no_point(database: Database) -> None:
    events = month(people=10, days=12, seed=4)
    random.Random(5).shuffle(events)

    async def consume(own: list[SessionFinished]) -> None:
        for start in range(0, len(own), 5):
            await record_patiently(database, own[start : start + 5])

    await asyncio.gather(*[consume(events[lane::4]) for lane in range(4)])

    assert await total_of(database, "CN") is not None
    assert await verify(database) == []


async def test_batches_in_opposite_orders_end_in_the_same_sums(database: Database) -> None:
    for seed in range(3):
        events = month(people=100, days=3, seed=seed)

        await asyncio.gather(*[record_patiently(database, order) for order in (events, events[::-1])])

    assert await verify(database) == []


async def test_every_table_is_written_in_the_order_of_its_keys_so_that_no_two_batches_wait_in_a_circle(
    database: Database,
) -> None:
    events = month(people=40, days=3, seed=7)
    random.Random(8).shuffle(events)
    written: dict[str, list[tuple[Any, ...]]] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        table = re.search(r"INSERT INTO (scoring\.\w+)", statement)
        if table:
            columns = [value for value in values if isinstance(value, list)]
            written[table[1]] = list(zip(*columns[:2], strict=True))

    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await record(database, *events)

    for table in ("ledger", "participants", "unit_totals", "unit_day_totals", "histogram"):
        keys = written[f"scoring.{table}"]
        assert len(keys) > 1
        assert keys == sorted(keys), table


async def test_r2_3_a_move_leaves_earlier_points_where_they_were(database: Database) -> None:
    person = new_id()
    await record(database, finished(person, 5, path=SHIZHONG, day=DAY))

    await record(database, finished(person, 3, path=BEIJING, day=DAY + timedelta(days=1)))

    assert await total_of(database, "370000") == (5, 1, 1, 1)
    assert await total_of(database, "110000") == (3, 1, 1, 0)
    assert await total_of(database, "CN") == (8, 2, 1, 1)


async def test_i13_the_entry_used_at_the_start_decides(database: Database) -> None:
    person = new_id()

    await record(
        database,
        finished(person, 5, path=STATE_GRID, day=DAY),
        finished(person, 2, path=SHIZHONG, day=DAY + timedelta(days=1)),
    )

    assert await total_of(database, "CE") == (5, 1, 1, 1)
    assert await total_of(database, "CN") == (2, 1, 1, 0)


async def test_distinct_participants_of_a_day_and_a_week_are_exact_with_several_sessions(database: Database) -> None:
    person = new_id()
    days = [DAY, DAY, DAY + timedelta(days=1), DAY - timedelta(days=1), DAY - timedelta(days=7), DAY]

    for day in days:
        await record(database, finished(person, 1, day=day))

    by_day = await rows(
        database,
        "SELECT contest_day, sessions, participants FROM scoring.unit_day_totals WHERE unit_code = 'CN' ORDER BY 1",
    )
    assert [(sessions, participants) for _, sessions, participants in by_day] == [(1, 1), (1, 1), (3, 1), (1, 1)]
    assert await total_of(database, "CN") == (6, 6, 1, 0)
    assert await verify(database) == []


async def test_a_session_of_a_contest_not_heard_of_yet_is_in_the_ledger_before_it(database: Database) -> None:
    early = date(2027, 6, 1)
    await record(database, finished(score=4, day=early))

    await keep(database, contest(opens_on=early, days=2))
    await record(database, finished(score=1, day=early))

    assert await total_of(database, "CN") == (5, 2, 2, 0)
    places = await rows(database, "SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS text) FROM scoring.ledger")
    assert places == [("ledger_rest",)]


@pytest.mark.parametrize(
    "event",
    [finished(score=-1), finished(score=6), finished(path=()), finished(path=("CN", "370000", "CN"))],
    ids=["negative", "above the maximum", "nowhere", "a unit twice"],
)
async def test_an_implausible_event_is_refused_whole(database: Database, event: SessionFinished) -> None:
    with pytest.raises(Implausible):
        await record(database, finished(), event)

    assert await rows(database, "SELECT * FROM scoring.ledger") == []


async def test_points_have_no_upper_bound_but_the_sum_of_sessions(database: Database) -> None:
    person = new_id()

    for number in range(4):
        await record(database, finished(person, 100, max_score=100, day=DAY + timedelta(days=number)))

    counters = await rows(
        database, "SELECT points, participants FROM scoring.histogram WHERE contest_id = :id", id=CONTEST
    )
    assert [counter for counter in counters if counter[1]] == [(400, 1)]


async def test_contests_do_not_mix(database: Database) -> None:
    person = new_id()

    await record(database, finished(person, 5, contest_id="a"), finished(person, 2, contest_id="b"))

    tallies = await rows(database, "SELECT contest_id, points, sessions FROM scoring.participants ORDER BY 1")
    assert tallies == [("a", 5, 1), ("b", 2, 1)]
    assert await verify(database) == []

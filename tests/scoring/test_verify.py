"""The check finds whatever does not follow from the ledger (I6)."""

import pytest
import sqlalchemy as sa

from scoring_service.domain.integrity import DECISIONS, Attempt, Signal, Suspicion
from scoring_service.queries.flags import insert_flags, read_flags
from scoring_service.use_cases.decide_flags import decide_flags
from scoring_service.use_cases.verify import bucket_digests, verify
from services.contracts.buckets import bucket_of
from services.contracts.grants import NATIONAL_ADMINISTRATOR, Reach
from services.kit.database import Database
from tests.scoring.builders import BEIJING, CONTEST, SHIZHONG, TREE, contest, finished, new_id, unit
from tests.scoring.scoring_system import keep, record


@pytest.fixture
async def scored(database: Database) -> Database:
    await keep(database, contest(), *[unit(path) for path in TREE])
    await record(database, finished(score=5), finished(score=2, path=SHIZHONG[:3]), finished(score=3, path=BEIJING))
    return database


async def test_what_follows_from_the_ledger_is_verified(scored: Database) -> None:
    assert await verify(scored) == []
    assert await verify(scored, CONTEST) == []


@pytest.mark.parametrize(
    ("sabotage", "what"),
    [
        ("UPDATE scoring.unit_totals SET points = points + 1 WHERE unit_code = '370103'", "unit: points"),
        ("UPDATE scoring.unit_totals SET points = points + 1 WHERE unit_code = '370103'", "board of 370100"),
        ("UPDATE scoring.unit_totals SET points = points + 1 WHERE unit_code = '370103'", "sum of its children"),
        ("UPDATE scoring.unit_totals SET participants = 9 WHERE unit_code = 'CN'", "unit: points"),
        ("DELETE FROM scoring.unit_totals WHERE unit_code = 'CN'", "unit: points"),
        ("UPDATE scoring.unit_day_totals SET full_marks = 7 WHERE unit_code = '110000'", "unit and day"),
        ("UPDATE scoring.unit_day_totals SET week_participants = 0 WHERE unit_code = '110000'", "unit and week"),
        ("UPDATE scoring.participants SET points = 9 WHERE points = 5", "participant: "),
        ("UPDATE scoring.participants SET counted_units = '{CN}' WHERE points = 5", "participant: "),
        ("UPDATE scoring.participants SET week_units = '{}' WHERE points = 5", "participant: "),
        ("UPDATE scoring.histogram SET participants = 0 WHERE points = 5", "points of a person"),
        ("DELETE FROM scoring.ledger WHERE points = 2", "unit: points"),
        ("DELETE FROM scoring.units WHERE code = '110101'", "unit on a board"),
    ],
)
async def test_a_planted_fault_is_found(owner: Database, scored: Database, sabotage: str, what: str) -> None:
    async with owner.begin() as transaction:
        await transaction.execute(sa.text(sabotage))

    found = [str(difference) for difference in await verify(scored)]

    assert any(what in each and each.startswith(CONTEST) for each in found), found


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM scoring.ledger WHERE kind = 'hold'",
        "UPDATE scoring.ledger SET kind = 'release' WHERE kind = 'hold'",
        "UPDATE scoring.flag_decisions SET act = 'void'",
        (
            "INSERT INTO scoring.flag_decisions SELECT flag_id, 2, 'release', '', decided_by, decided_at "
            "FROM scoring.flag_decisions"
        ),
    ],
)
async def test_a_decision_without_its_entry_is_found_and_so_is_an_entry_without_its_decision(
    owner: Database, scored: Database, edit: str
) -> None:
    """R2.11"""
    event = finished(score=4)
    await record(scored, event)
    attempt = Attempt(CONTEST, event.contest_day, event.session_id, event.unit_path, 900, 5)
    async with scored.begin() as transaction:
        await insert_flags(transaction, [Suspicion(Signal.SPEED, attempt, [event.session_id])])
        [flag] = await read_flags(transaction, CONTEST, Reach([NATIONAL_ADMINISTRATOR], ()), None, None, 1)
        await decide_flags(transaction, [flag], DECISIONS["hold"], "待核实", new_id())
    sound = await verify(scored)

    async with owner.begin() as transaction:
        await transaction.execute(sa.text(edit))

    assert sound == []
    assert any("decision about a flag" in str(each) for each in await verify(scored))


async def test_digests_are_told_by_contest_and_bucket(scored: Database) -> None:
    event = finished(contest_id="other", session_id=new_id())
    await record(scored, event)

    async with scored.begin() as connection:
        everything = await bucket_digests(connection)
        other = await bucket_digests(connection, "other")

    assert sum(count for count, _ in everything.values()) == 4
    assert list(other) == [("other", bucket_of(event.session_id))]
    assert other.items() <= everything.items()

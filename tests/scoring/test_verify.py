"""The check finds whatever does not follow from the ledger (I6)."""

import pytest
import sqlalchemy as sa

from scoring_service.use_cases.verify import bucket_digests, verify
from services.contracts.buckets import bucket_of
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


async def test_digests_are_told_by_contest_and_bucket(scored: Database) -> None:
    event = finished(contest_id="other", session_id=new_id())
    await record(scored, event)

    async with scored.begin() as connection:
        everything = await bucket_digests(connection)
        other = await bucket_digests(connection, "other")

    assert sum(count for count, _ in everything.values()) == 4
    assert list(other) == [("other", bucket_of(event.session_id))]
    assert other.items() <= everything.items()

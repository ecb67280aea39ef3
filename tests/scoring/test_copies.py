"""Copies of contests and units take what is newer and ignore the rest, in whatever order it comes."""

from datetime import date, timedelta

from services.kit.database import Database
from tests.scoring.builders import DAY, SHIZHONG, contest, finished, unit
from tests.scoring.scoring_system import keep, record, rows

CONTEST = "SELECT version, title, entries, eligible_units FROM scoring.contests"
UNIT = "SELECT version, name, is_active FROM scoring.units WHERE code = '370103'"
UNITS_VERSION = "SELECT units_version FROM scoring.state"


async def test_an_older_version_of_a_contest_arriving_late_changes_nothing(database: Database) -> None:
    await keep(database, contest(version=3, title="新"))

    await keep(database, contest(version=2, title="旧"))

    assert [row[:2] for row in await rows(database, CONTEST)] == [(3, "新")]


async def test_of_several_versions_in_one_batch_the_highest_stays(database: Database) -> None:
    await keep(database, contest(version=2, title="新"), contest(version=1, title="旧"))
    await keep(database, unit(SHIZHONG, version=5, name="新"), unit(SHIZHONG, version=4, name="旧"))

    assert [row[:2] for row in await rows(database, CONTEST)] == [(2, "新")]
    assert await rows(database, UNIT) == [(5, "新", True)]


async def test_a_contest_is_kept_as_data(database: Database) -> None:
    await keep(database, contest(entries=("region",), eligible_units=("370000",)))

    assert await rows(database, CONTEST) == [(1, "安全生产月知识竞赛", ["region"], ["370000"])]


async def test_an_older_version_of_a_unit_arriving_late_changes_nothing(database: Database) -> None:
    await keep(database, unit(SHIZHONG, version=2, is_active=False))
    seen = await rows(database, UNITS_VERSION)

    await keep(database, unit(SHIZHONG, version=1))

    assert await rows(database, UNIT) == [(2, "市中区", False)]
    assert await rows(database, UNITS_VERSION) == seen


async def test_a_changed_unit_is_a_new_version_of_all_units(database: Database) -> None:
    await keep(database, unit(SHIZHONG, version=1))
    before = (await rows(database, UNITS_VERSION))[0][0]

    await keep(database, unit(SHIZHONG, version=2, name="市中区（新）"))

    assert (await rows(database, UNITS_VERSION))[0][0] == before + 1


async def test_a_contest_gets_a_partition_for_each_of_its_days(database: Database) -> None:
    await keep(database, contest())

    await record(database, finished(day=DAY), finished(day=DAY + timedelta(days=100)))

    places = await rows(database, "SELECT CAST(CAST(tableoid AS regclass) AS text) FROM scoring.ledger ORDER BY 1")
    assert places == [("ledger_p20260610",), ("ledger_rest",)]


async def test_a_very_long_contest_gets_partitions_for_its_first_days_only(database: Database) -> None:
    await keep(database, contest(opens_on=date(2031, 1, 1), days=390))

    made = await rows(database, "SELECT count(*) FROM pg_class WHERE relname LIKE 'ledger_p2031%' AND relkind = 'r'")
    assert made == [(100,)]

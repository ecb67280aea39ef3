"""What a batch locks does not grow with the days that the ledger's partitions cover (R1.5, R2.4)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries import digests
from scoring_service.use_cases.record_sessions import record_sessions
from services.contracts.buckets import bucket_of
from services.kit.database import Database
from tests.scoring.builders import CONTEST, DAY, finished, id_on, new_id

LOCKED = sa.text(
    "SELECT count(DISTINCT relation) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
    "WHERE pid = pg_backend_pid() AND relnamespace = 'scoring'::regnamespace"
)
MADE = sa.text("SELECT scoring.create_ledger_partitions(:first, :last)")


async def test_no_batch_locks_more_where_the_ledger_covers_more_days(database: Database, owner: Database) -> None:
    """31 days, and more than 400."""
    await covered(owner, DAY - timedelta(days=15), DAY + timedelta(days=15))
    few = await planned_and_scored(database, first=1)
    await covered(owner, DAY - timedelta(days=60), DAY + timedelta(days=350))
    many = await planned_and_scored(database, first=10)

    assert min(few.values()) > 0
    assert many == few


async def covered(owner: Database, first: date, last: date) -> None:
    """In steps that a statement has time for."""
    while first <= last:
        async with owner.begin() as connection:
            await connection.execute(MADE, {"first": first, "last": min(first + timedelta(days=9), last)})
        first += timedelta(days=10)


async def planned_and_scored(database: Database, first: int) -> dict[str, int]:
    """The second time, when no plan is made any more, which looks at more than the statement."""
    await score(database, first)
    return await score(database, first + 2)


async def score(database: Database, first: int) -> dict[str, int]:
    """Two sessions of a person on one day, one of which is scored again; by step, how many relations it locked."""
    person = new_id()
    earlier, later = (finished(person, 3, session_id=id_on(DAY, number)) for number in (first, first + 1))
    rescored = msgspec.structs.replace(later, score=4, revision=1, cause="w")
    bucket = bucket_of(earlier.session_id)
    return {
        "first of the day": await locked(database, lambda c: record_sessions(c, [earlier])),
        "second of the day": await locked(database, lambda c: record_sessions(c, [later])),
        "scored again": await locked(database, lambda c: record_sessions(c, [rescored])),
        "digest": await locked(database, lambda c: digests.read_digest(c, CONTEST, bucket, None)),
        "hashes": await locked(database, lambda c: digests.session_hashes(c, CONTEST, bucket)),
    }


async def locked(database: Database, step: Callable[[AsyncConnection], Awaitable[object]]) -> int:
    async with database.begin() as connection:
        await step(connection)
        return int((await connection.execute(LOCKED)).scalar_one())

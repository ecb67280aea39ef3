"""Events per second of one scoring consumer in batches, over the rate one by one.

`python -m tests.benchmarks.scoring_throughput --database URL` on a migrated database; prints a table and one JSON line.
Every event is a session of a new participant in one of 3,410 counties: ledger, totals of four units in all and by day,
distinct participants and histogram are written in the event's own or its batch's transaction.
"""

import argparse
import asyncio
import json
import random
import time
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
import uuid_utils.compat

from scoring_service.use_cases.record_sessions import record_sessions
from services.contracts.events import SessionFinished
from services.kit.database import Database

DAY = date(2026, 6, 10)
BATCHES = (100, 500, 1000)


def counties() -> list[tuple[str, ...]]:
    return [
        ("CN", f"{province}0000", f"{province}{prefecture:02}00", f"{province}{prefecture:02}{county:02}")
        for province in range(11, 42)
        for prefecture in range(1, 12)
        for county in range(1, 11)
    ]


def events(contest_id: str, number: int, seed: int) -> list[SessionFinished]:
    chance = random.Random(seed)
    places, now = counties(), datetime.now(UTC)
    return [
        SessionFinished(
            event_id=(session_id := uuid_utils.compat.uuid7()),
            session_id=session_id,
            contest_id=contest_id,
            contest_day=DAY,
            participant_id=UUID(int=chance.getrandbits(128)),
            entry="region",
            unit_path=chance.choice(places),
            score=chance.randint(0, 5),
            max_score=5,
            finish_reason="submitted",
            started_at=now,
            finished_at=now,
            duration_ms=60_000,
            questions=(),
        )
        for _ in range(number)
    ]


async def rate(database: Database, contest_id: str, number: int, batch: int, seed: int) -> float:
    """Events per second, the first tenth left out as warm-up."""
    made = events(contest_id, number, seed)
    batches = [made[start : start + batch] for start in range(0, number, batch)]
    warm_up = max(len(batches) // 10, 1)
    started_at = 0.0
    for index, each in enumerate(batches):
        if index == warm_up:
            started_at = time.perf_counter()
        async with database.begin() as transaction:
            await record_sessions(transaction, each)
    return sum(map(len, batches[warm_up:])) / (time.perf_counter() - started_at)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True, help="URL of a migrated database")
    parser.add_argument("--events", type=int, default=20_000, help="events for each batch size")
    arguments = parser.parse_args()
    database = Database(arguments.database, application_name="benchmark")
    contest_id = f"benchmark-{uuid4().hex[:8]}"
    try:
        async with database.begin() as transaction:
            await transaction.execute(sa.text("SELECT scoring.create_ledger_partitions(:day, :day)"), {"day": DAY})
        # All units exist before anything is timed, so that every size meets the same rows.
        await rate(database, contest_id, 20_000, 500, seed=0)
        one_by_one = await rate(database, contest_id, 1_000, 1, seed=1)
        rates = {size: await rate(database, contest_id, arguments.events, size, seed=size) for size in BATCHES}
    finally:
        await database.close()
    print(f"{'batch':>6} {'events/s':>9} {'ratio':>6}")
    for size, measured in {1: one_by_one, **rates}.items():
        print(f"{size:>6} {measured:>9.0f} {measured / one_by_one:>6.1f}")
    print(json.dumps({"one_by_one": one_by_one, "ratio_500": rates[500] / one_by_one}))


if __name__ == "__main__":
    asyncio.run(main())

"""One consumer of finished sessions: in batches, against one by one."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median

from scoring_service.use_cases.record_sessions import record_sessions
from services.contracts.events import SessionFinished
from services.kit.consumer import BATCH
from services.kit.database import Database
from tests.benchmarks.bench import Bench, Figure, ratio
from tests.benchmarks.participants import unit_paths
from tests.scoring import builders

SINGLES = 200
BATCHES = 12


async def measure(bench: Bench) -> Sequence[Figure]:
    """Ledger, participants, totals of every ancestor and day, histogram: what the consumer's handler does."""
    database = Database(bench.system.floor_role_url("scoring"), application_name="scoring", pool_size=1)
    single: list[float] = []
    batched: list[float] = []
    for _ in range(min(bench.scale.rounds, 5)):
        single.append(await _rate(database, 1, SINGLES))
        batched.append(await _rate(database, BATCH, BATCHES))
    await database.close()
    return [
        Figure(
            "scoring events per second of one consumer, over one by one",
            ratio(batched, single),
            30,
            50,
            more_is_better=True,
            note=f"{median(batched):.0f}/s over {median(single):.0f}/s",
        )
    ]


async def _rate(database: Database, size: int, batches: int) -> float:
    waiting = [_events(size) for _ in range(batches)]
    began = time.perf_counter()
    for events in waiting:
        async with database.begin() as transaction:
            await record_sessions(transaction, events)
    return size * batches / (time.perf_counter() - began)


def _events(count: int) -> Sequence[SessionFinished]:
    paths = unit_paths()
    today = datetime.now(UTC).date()
    new = range(count)
    return [builders.finished(day=today, path=paths[n * 7919 % len(paths)].codes, score=n % 6) for n in new]

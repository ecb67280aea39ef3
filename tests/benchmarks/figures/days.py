"""The cost of a session where partitions cover more than a year, against the cost where they cover a month."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.figures.growth import cost
from tests.benchmarks.system import System

BACK, AHEAD = 60, 400
"""Days that contests may be written back and ahead."""
AT_ONCE = 20
COVERED = "SELECT count(*) - 1 AS days FROM pg_inherits WHERE inhparent = 'quiz.sessions'::regclass"
MAKERS = ("quiz.create_session_partitions", "scoring.create_ledger_partitions")


async def measure(bench: Bench) -> Sequence[Figure]:
    """All processes count: the sweep, the relay and the statistics look at sessions too."""
    few = await _covered(bench.system)
    before = await cost(bench, f"{few} days", lambda phase: phase.total)
    await _cover(bench.system)
    many = await _covered(bench.system)
    after = await cost(bench, f"{many} days", lambda phase: phase.total)
    await bench.verify(f"{many} days with partitions")
    note = f"both over the canned floor of their minutes: {after:.2f} over {before:.2f}"
    return [
        Figure(f"cost per session with partitions for {many} days over {few}", after / before, 1.05, 1.0, note=note)
    ]


async def _covered(system: System) -> int:
    return int((await system.execute(COVERED))[0]["days"])


async def _cover(system: System) -> None:
    today = datetime.now(UTC).date()
    for first in range(-BACK, AHEAD + 1, AT_ONCE):
        days = (today + timedelta(days=each) for each in (first, min(first + AT_ONCE - 1, AHEAD)))
        bounds = ", ".join(f"'{day}'" for day in days)
        for maker in MAKERS:
            await system.execute(f"SELECT {maker}({bounds})")

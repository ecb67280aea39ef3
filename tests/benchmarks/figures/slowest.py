"""What the slowest thousandth of answers waited for, by a trace inside a quiz process beside the others."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from tests.benchmarks import phases, traced
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.beside import INSTANCE, beside
from tests.benchmarks.figures.latency import open_load
from tests.benchmarks.system import System

LOOK_S = 0.01
LOCKED = f"""
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '{INSTANCE}-http' AND wait_event_type = 'Lock')
"""
PARTS = {
    "taken_up": "until the process took it up",
    "queue": "queue of its statement",
    "database": "database: on a processor",
    "database_ready": "database: waiting for a processor",
    "elsewhere": "database: flush, locks, the way there and back",
    "rest": "the rest of the process",
    "ready": "in all of these: process waiting for a processor",
    "collector": "in all of these: collector",
}


@dataclass
class Locks:
    """Looks at the database, and how many of them saw a statement of the process wait for a lock."""

    looks: int = 0
    seen: int = 0


async def measure(bench: Bench) -> Sequence[Figure]:
    """At half of the saturation load, without the gateway, whose waits the process does not see."""
    with tempfile.TemporaryDirectory(prefix="contest-trace-") as folder:
        file = Path(folder) / "trace.json"
        async with (
            beside(
                bench.system, "quiz", on_floor=False, module=traced.__name__, more={traced.FILE: str(file)}
            ) as server,
            _watched(bench.system) as locks,
        ):
            for number in range(bench.scale.rounds):
                load = open_load(bench, bench.saturation / 2, number) | {"stamped": True}
                bench.keep(await phases.on_server(bench.generator, "traced half load", [server], **load))
        found = json.loads(file.read_text(encoding="utf-8"))
    await bench.system.drained()
    await bench.verify("traced half load")
    return [_figure(found, locks)]


def _figure(found: dict[str, dict[str, float]], locks: Locks) -> Figure:
    slowest, median = found["slowest"], found["median"]
    lines = [f"{name:<50} {slowest[part]:7.2f} ms, at the median {median[part]:5.2f}" for part, name in PARTS.items()]
    lines.append(f"waiting for a lock in {locks.seen} of {locks.looks} looks; {found['answers']} answers traced")
    whole = slowest["whole"]
    return Figure("slowest thousandth of answers, mean in the process", whole, unit="ms", note="\n    ".join(lines))


@asynccontextmanager
async def _watched(system: System) -> AsyncIterator[Locks]:
    connection = await asyncpg.connect(system.url, server_settings={"application_name": "bench"})
    locks = Locks()

    async def watch() -> None:
        while True:
            locks.seen += await connection.fetchval(LOCKED)
            locks.looks += 1
            await asyncio.sleep(LOOK_S)

    task = asyncio.create_task(watch())
    try:
        yield locks
    finally:
        task.cancel()
        await asyncio.wait([task])
        await connection.close()

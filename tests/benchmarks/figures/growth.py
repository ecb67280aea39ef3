"""The cost of a session when the table is full, against the cost when it was empty."""

import asyncio
from collections.abc import Sequence
from statistics import median

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.phases import Phase

PARALLEL = 2
PIECE = 250_000

# Half of the rows lie on today's partition, where sessions are written, the other half on ten days before. They are
# unfinished and not due for years: the sweep and the comparison of the books have nothing to do with them.
INSERT = """
INSERT INTO quiz.sessions (contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name,
    started_at, deadline_at, paper, key, multiple_choices, points_per_question, answers, revisions)
SELECT (at AT TIME ZONE 'Asia/Shanghai')::date, uuidv7(at - now()), 'bulk', gen_random_uuid(), 1, 'region',
    '{CN,370000,371000,371002}', '环翠区', at, at + interval '20 years', '{11,112,213,254,315}', '{1,2,4,8,3}', 32, 1,
    '{1,2,4,8,3}', '{1,2,3,4,5}'
FROM (SELECT $3::timestamptz - make_interval(days => CASE WHEN n % 2 = 0 THEN 0 ELSE n / 2 % 10 + 1 END)
    + make_interval(secs => n / 1e6) AS at FROM generate_series($1::int, $2::int) AS n) AS instants
"""


async def measure(bench: Bench) -> Sequence[Figure]:
    empty = await _cost(bench, "near-empty table")
    await _fill(bench)
    full = await _cost(bench, "full table")
    (size,) = await bench.system.execute(
        "SELECT sum(pg_total_relation_size(c.oid)) / sum(c.reltuples) AS all_bytes, sum(pg_relation_size(c.oid)) /"
        " sum(c.reltuples) AS heap_bytes FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid"
        " WHERE inhparent = 'quiz.sessions'::regclass AND c.reltuples > 1000"
    )
    await bench.verify(f"{bench.scale.rows:,} sessions in the table")
    return [
        Figure(
            f"cost per session at {bench.scale.rows // 1_000_000} million sessions in the table over an empty one",
            full / empty,
            1.2,
            1.05,
            note=f"both over the canned floor of their minutes: {full:.2f} over {empty:.2f}",
        ),
        Figure("bytes per session row with its indexes", float(size[0]), unit="B", note=f"heap {size[1]:.0f} B"),
    ]


async def _cost(bench: Bench, name: str) -> float:
    """Over the canned floor, which cancels what the neighbours do to the machine meanwhile."""
    plan = {"script": "seven", "seconds": bench.scale.seconds}
    found: list[float] = []
    for _ in range(bench.scale.rounds):
        floor = await phases.on_server(bench.generator, "canned 7", [bench.canned], **plan)
        phase: Phase = await phases.on_system(
            bench.system, bench.generator, name, bench.system.quiz_port, tokens=1000 * int(bench.scale.seconds), **plan
        )
        bench.keep(phase)
        found.append((phase.quiz + phase.sql) / floor.total)
    return median(found)


async def _fill(bench: Bench) -> None:
    rows = bench.scale.rows
    (began,) = await bench.system.execute("SELECT now() - interval '30 minutes' AS at")
    pieces = [(first, min(first + PIECE, rows)) for first in range(0, rows, PIECE)]

    async def work() -> None:
        while pieces:
            first, last = pieces.pop()
            await bench.system.execute(INSERT, first + 1, last, began["at"])

    await asyncio.gather(*(work() for _ in range(PARALLEL)))
    await bench.system.execute("VACUUM (ANALYZE) quiz.sessions")
    await bench.system.execute("CHECKPOINT")

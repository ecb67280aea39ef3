"""The cost of a session when the table is full, against the cost when it was empty."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TypeVar

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.phases import Phase
from tests.benchmarks.system import CONTEST, System

Item = TypeVar("Item")

PARALLEL = 2
PIECE = 250_000
DAYS_BEFORE = 10

# Half of the rows lie on today's partition, where sessions are written, the other half on the days before. They are of
# the contest that is played, their participants spread evenly among those who play, in the order in which an index
# grows cheapest. They are unfinished and not due for years: neither the sweep nor the books have to do with them.
INSERT = """
INSERT INTO quiz.{partition} (contest_day, id, contest_id, participant_id, ordinal, entry, unit_path, unit_name,
    started_at, deadline_at, paper, key, multiple_choices, points_per_question, answers, revisions)
SELECT $1::date, uuidv7(at - clock_timestamp()), $2, (lpad(to_hex(n * $5::bigint), 15, '0') || repeat('0', 17))::uuid,
    1, 'region', '{{CN,370000,371000,371002}}', '环翠区', at, at + interval '20 years', '{{11,112,213,254,315}}',
    '{{1,2,4,8,3}}', 32, 1, '{{1,2,3,4,5}}', '{{1,2,3,4,5}}'
FROM generate_series($6::bigint, $7::bigint) AS n,
    LATERAL (SELECT $3::timestamptz - make_interval(days => $4::int) + make_interval(secs => n / 1e6) AS at) AS instant
"""
DAYS = """
SELECT before, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, at + make_interval(days => before) AS began
FROM generate_series(0, $1::int) AS before,
    LATERAL (SELECT now() - interval '30 minutes' - make_interval(days => before) AS at) AS instant
"""


@dataclass(frozen=True)
class Piece:
    partition: str
    day: date
    began: datetime
    days_before: int
    rows_of_day: int
    first: int
    last: int


async def measure(bench: Bench) -> Sequence[Figure]:
    empty = await cost(bench, "near-empty table", _of_requests)
    await _fill(bench.system, bench.scale.rows)
    full = await cost(bench, "full table", _of_requests)
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


async def cost(bench: Bench, name: str, of: Callable[[Phase], float]) -> float:
    """Over the canned floor, which cancels what the neighbours do to the machine meanwhile."""
    plan = {"script": "seven", "seconds": bench.scale.seconds}
    found: list[float] = []
    for _ in range(bench.scale.rounds):
        floor = await phases.on_server(bench.generator, "canned 7", [bench.canned], **plan)
        phase: Phase = await phases.on_system(
            bench.system, bench.generator, name, bench.system.quiz_port, tokens=1000 * int(bench.scale.seconds), **plan
        )
        bench.keep(phase)
        found.append(of(phase) / floor.total)
    return median(found)


def _of_requests(phase: Phase) -> float:
    return phase.quiz + phase.sql


async def _fill(system: System, rows: int) -> None:
    """Write the rows straight into their partitions."""
    pieces = await _pieces(system, rows)
    partitions = list(dict.fromkeys(piece.partition for piece in pieces))
    for partition in partitions:
        await system.execute(f"ALTER TABLE quiz.{partition} SET (autovacuum_enabled = off)")
    await _in_parallel(pieces, lambda piece: _insert(system, piece))
    await _in_parallel(partitions, lambda partition: system.execute(f"VACUUM (ANALYZE) quiz.{partition}"))
    for partition in partitions:
        await system.execute(f"ALTER TABLE quiz.{partition} RESET (autovacuum_enabled)")
    await system.execute("CHECKPOINT")


async def _pieces(system: System, rows: int) -> list[Piece]:
    found = []
    for row in await system.execute(DAYS, DAYS_BEFORE):
        before = row["before"]
        of_day = rows // 2 if before == 0 else rows // 2 // DAYS_BEFORE
        for first in range(1, of_day + 1, PIECE):
            last = min(first + PIECE - 1, of_day)
            partition = f"sessions_{row['day']:%Y%m%d}"
            found.append(Piece(partition, row["day"], row["began"], before, of_day, first, last))
    return found


async def _insert(system: System, piece: Piece) -> None:
    step = 2**60 // piece.rows_of_day
    values = (piece.day, CONTEST, piece.began, piece.days_before, step, piece.first, piece.last)
    await system.execute(INSERT.format(partition=piece.partition), *values)


async def _in_parallel(items: Sequence[Item], work: Callable[[Item], Awaitable[object]]) -> None:
    waiting = iter(items)

    async def take() -> None:
        for item in waiting:
            await work(item)

    await asyncio.gather(*(take() for _ in range(PARALLEL)))

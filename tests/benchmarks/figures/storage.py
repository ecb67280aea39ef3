"""What a session leaves behind: bytes of log, of ledger, and of the stream while it is on its way."""

from collections.abc import Sequence

from redis.asyncio import Redis

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure

STREAM = "quiz.sessions"
SIZES = """
SELECT
    (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'scoring.ledger'::regclass)
        / (SELECT count(*) FROM scoring.ledger),
    pg_total_relation_size('scoring.participants') / (SELECT count(*) FROM scoring.participants)
"""


async def measure(bench: Bench) -> Sequence[Figure]:
    system = bench.system
    plan = {"script": "seven", "seconds": bench.scale.seconds, "tokens": int(1000 * bench.scale.seconds)}
    (before,) = await system.execute("SELECT pg_current_wal_lsn()::text AS lsn")
    phase = await phases.on_system(system, bench.generator, "log", system.gateway_port, **plan)
    difference = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1::text::pg_lsn)::bigint"
    (log,) = await system.execute(difference, before["lsn"])
    (sizes,) = await system.execute(SIZES)
    async with Redis.from_url(system.deployment.redis_url) as redis:
        entries = max(await redis.xlen(STREAM), 1)
        stream = await redis.memory_usage(STREAM, samples=0) or 0
    return [
        Figure("bytes of write-ahead log per 7-request session", log[0] / bench.keep(phase).outcome.sessions, unit="B"),
        Figure("bytes per ledger row with its indexes", float(sizes[0]), unit="B"),
        Figure("bytes per participant's sums with their index", float(sizes[1]), unit="B"),
        Figure("bytes of the stream per event", stream / entries, unit="B", note=f"{entries} entries at the end"),
    ]

"""From the commit of a finished session to its entry in the stream."""

import asyncio
import random
import time
from collections.abc import Sequence
from typing import Any

import asyncpg
from redis.asyncio import Redis

from quiz_service.use_cases.delivery.deliver_sessions import INTERVAL_S
from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.player import percentile
from tests.benchmarks.system import CONTEST

STREAM = "quiz.sessions"
# Sent a second time; the ledger knows the session already.
SEND_AGAIN = "INSERT INTO quiz.finished_sessions (contest_day, session_id, traceparent) VALUES ($1, $2, '')"


async def measure(bench: Bench) -> Sequence[Figure]:
    """While a quarter of the saturation load runs."""
    seconds = bench.scale.probes * 1.1 * INTERVAL_S
    load = {"script": "seven", "seconds": seconds + 1, "rate": max(bench.saturation / 4, 5.0), "pace": 0.05}
    load["tokens"] = int(load["rate"] * seconds)
    playing = asyncio.create_task(
        phases.on_system(bench.system, bench.generator, "quarter load", bench.system.gateway_port, **load)
    )
    await asyncio.sleep(1.0)
    delays = await _probe(bench, bench.scale.probes)
    bench.keep(await playing)
    await bench.verify("delivery to the stream")
    p50, p99 = percentile(delays, 0.5), percentile(delays, 0.99)
    return [
        Figure(
            "commit to stream, p99 over the polling interval",
            p99 / (INTERVAL_S * 1000),
            2,
            1.2,
            note=f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; interval {INTERVAL_S * 1000:.0f} ms",
        )
    ]


async def _probe(bench: Bench, count: int) -> list[float]:
    """Milliseconds from commit to entry, for `count` sessions at random instants."""
    connection = await asyncpg.connect(bench.system.url)
    redis = Redis.from_url(bench.system.deployment.redis_url, decode_responses=True)
    rows = await connection.fetch(
        "SELECT contest_day, id FROM quiz.sessions WHERE contest_id = $1 AND finished_at IS NOT NULL LIMIT $2",
        CONTEST,
        count,
    )
    delays = []
    for row in rows:
        await asyncio.sleep(random.uniform(0.0, INTERVAL_S))
        last = (await redis.xinfo_stream(STREAM))["last-generated-id"]
        await connection.execute(SEND_AGAIN, row["contest_day"], row["id"])
        committed_ms = time.time() * 1000
        delays.append(max(await _arrival_ms(redis, last, str(row["id"])) - committed_ms, 0.0))
    await connection.close()
    await redis.aclose()
    return delays


async def _arrival_ms(redis: "Redis", last: str, session_id: str) -> float:
    while True:
        reply: Any = await redis.xread({STREAM: last}, block=5000)
        streams = reply.values() if isinstance(reply, dict) else [entries for _, entries in reply]
        for entries in streams:
            flat = entries[0] if entries and isinstance(entries[0], list) else entries
            for entry_id, fields in flat:
                last = entry_id
                if session_id in fields["event"]:
                    return float(entry_id.partition("-")[0]) + 0.5

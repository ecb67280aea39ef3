"""Leaderboards: a cold board that many ask for at once, and an unchanged one through the gateway."""

import asyncio
from collections.abc import Sequence
from statistics import median

from services.kit.database import Database
from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, ratio
from tests.benchmarks.beside import beside
from tests.benchmarks.floors import Server
from tests.benchmarks.phases import Phase
from tests.benchmarks.system import CONTEST, HOST
from tests.benchmarks.wire import Connection, message
from tests.scoring import builders
from tests.scoring.scoring_system import keep, record

UNITS = 5_000
READERS = 32
REPEATS = 12
LOOK_AGAIN_S = 0.3
PATH = f"/v1/leaderboards/{builders.CONTEST}/enterprise?parent=CE&limit=1000"
BOARD = f"/v1/leaderboards/{CONTEST}/region"


async def measure(bench: Bench) -> Sequence[Figure]:
    return [await _cold(bench), *await _unchanged(bench)]


async def _cold(bench: Bench) -> Figure:
    database = Database(bench.system.floor_role_url("scoring"), application_name="bench", pool_size=1)
    children = [builders.unit(("CE", f"CE-B{n:04}")) for n in range(UNITS)]
    await keep(database, builders.contest(), builders.unit(("CE",)), *children)
    await record(database, *[builders.finished(path=("CE", f"CE-B{n * 7 % UNITS:04}")) for n in range(2_000)])
    await database.close()
    one: list[float] = []
    many: list[float] = []
    async with beside(bench.system, "scoring") as server:
        connections = [Connection(HOST, server.port) for _ in range(READERS)]
        await _read(bench, server, connections)
        for _ in range(3):
            one.append(sum([await _read(bench, server, connections[:1]) for _ in range(REPEATS)]))
            many.append(sum([await _read(bench, server, connections) for _ in range(REPEATS)]))
    return Figure(
        f"board of {UNITS:,} units: CPU of {READERS} simultaneous cold reads over one",
        ratio(many, one),
        2,
        1.2,
        note=f"{median(many) / REPEATS * 1000:.1f} over {median(one) / REPEATS * 1000:.1f} ms",
    )


async def _read(bench: Bench, server: Server, connections: Sequence[Connection]) -> float:
    """CPU seconds of a simultaneous read of a board that has just changed."""
    bump = "UPDATE scoring.contest_states SET version = version + 1"
    await bench.system.execute(bump, url=bench.system.floor_url)
    await asyncio.sleep(LOOK_AGAIN_S)
    part = "postgresql beside-http"
    before = server.cpu_s() + (await bench.system.meter.read()).get(part, 0.0)
    replies = await asyncio.gather(*(each.request(message("GET", PATH)) for each in connections))
    if any(status != 200 for status, _, _ in replies):
        raise RuntimeError(f"boards answered {[status for status, _, _ in replies]}")
    return server.cpu_s() + (await bench.system.meter.read()).get(part, 0.0) - before


async def _unchanged(bench: Bench) -> Sequence[Figure]:
    system, generator = bench.system, bench.generator
    _, head, _ = await Connection(HOST, system.gateway_port).request(message("GET", BOARD))
    tag = next(line for line in head.decode().splitlines() if line.lower().startswith("etag:")).partition(":")[2]
    # Short phases: a figure per request needs few seconds.
    plan = {"script": "read", "seconds": bench.scale.seconds / 2}
    polls: list[float] = []
    proxied: list[float] = []
    static: list[float] = []
    for _ in range(bench.scale.rounds):
        poll = plan | {"path": BOARD, "headers": f"If-None-Match:{tag}\r\n"}
        phase = bench.keep(await phases.on_system(system, generator, "304", system.gateway_port, **poll))
        polls.append(_serving(phase))
        for name, path, found in (("canned by nginx", "/static", static), ("canned through nginx", "/any", proxied)):
            servers = [bench.nginx, bench.canned]
            phase = await phases.on_server(generator, name, servers, **plan, path=path)
            found.append(bench.keep(phase).total)
    replies = bench.phases["304"][0].outcome.statuses
    return [
        Figure(
            "leaderboard 304 through nginx, CPU over a canned reply through nginx",
            ratio(polls, proxied),
            1.3,
            1.05,
            note=f"{median(polls) * 1000:.0f} over {median(proxied) * 1000:.0f} µs; {replies}",
        ),
        Figure(
            "the same over a canned reply that nginx keeps itself",
            ratio(polls, static),
            note=f"{median(static) * 1000:.0f} µs",
        ),
    ]


def _serving(phase: Phase) -> float:
    parts = ("gateway", "scoring", "postgresql scoring-http")
    return sum(phase.ms.get(part, 0.0) for part in parts)

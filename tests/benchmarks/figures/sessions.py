"""Whole sessions, beside their floors: cost with and without the gateway, in seven requests and in two."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import floors, phases
from tests.benchmarks.bench import Bench, Figure, ratio
from tests.benchmarks.cpu import BACKGROUND

TOKENS_A_SECOND = 1200
TUTORIAL = "postgresql tutorial"


async def measure(bench: Bench) -> Sequence[Figure]:
    system, generator, seconds = bench.system, bench.generator, bench.scale.seconds
    sql_floor: list[float] = []
    sql_rate: list[float] = []
    tokens = int(TOKENS_A_SECOND * seconds)
    for _ in range(bench.scale.rounds):
        bench.keep(await phases.on_server(generator, "canned 7", [bench.canned], script="seven", seconds=seconds))
        cost, rate = await floors.pgbench(system, seconds)
        sql_floor.append(cost)
        sql_rate.append(rate)
        for name, port, script in (
            ("direct 7", system.quiz_port, "seven"),
            ("direct 2", system.quiz_port, "two"),
            ("gateway 7", system.gateway_port, "seven"),
        ):
            plan = {"script": script, "seconds": seconds, "tokens": tokens}
            bench.keep(await phases.on_system(system, generator, name, port, **plan))
        if bench.tutorial:
            bench.keep(await _tutorial(bench, seconds))
    await bench.verify("closed-loop sessions")
    bench.saturation = median(phase.outcome.per_second for phase in bench.phases["gateway 7"])
    return _figures(bench, sql_floor, sql_rate)


async def _tutorial(bench: Bench, seconds: float) -> phases.Phase:
    """PostgreSQL's share is what the tutorial's own connections used, those included that its pool has given up."""
    before = await bench.system.meter.read()
    phase = await phases.on_server(bench.generator, "tutorial 7", bench.tutorial, script="seven", seconds=seconds)
    after = await bench.system.meter.read()
    # What an ended connection has used, before this phase too, is found in the background from then on.
    parts = (TUTORIAL, BACKGROUND)
    own = sum(after.get(part, 0.0) - before.get(part, 0.0) for part in parts)
    return phases.with_part(phase, TUTORIAL, own)


def _figures(bench: Bench, sql_floor: list[float], sql_rate: list[float]) -> Sequence[Figure]:
    canned = [phase.total for phase in bench.phases["canned 7"]]
    direct, two, gateway = (bench.phases[name] for name in ("direct 7", "direct 2", "gateway 7"))
    floor = [c + s for c, s in zip(canned, sql_floor, strict=True)]
    served = [phase.quiz + phase.sql + phase.gateway for phase in gateway]
    return [
        Figure(
            "CPU per 7-request session without the gateway, over canned ASGI + minimal SQL",
            ratio([phase.quiz + phase.sql for phase in direct], floor),
            2.5,
            1.5,
            note=f"{_ms([p.quiz + p.sql for p in direct])} over {_ms(canned)} + {_ms(sql_floor)}",
        ),
        Figure(
            "PostgreSQL's CPU per session over the minimal SQL",
            ratio([phase.sql for phase in direct], sql_floor),
            0.9,
            0.6,
            note=f"{_ms([p.sql for p in direct])}; pgbench {median(sql_rate):.0f} sessions/s",
        ),
        Figure(
            "2-request session over 7-request session",
            ratio([p.quiz + p.sql for p in two], [p.quiz + p.sql for p in direct]),
            0.45,
            0.3,
            note=f"{_ms([p.quiz + p.sql for p in two])}",
        ),
        Figure(
            "CPU per 7-request session, all server processes with nginx, over canned ASGI",
            ratio([phase.total for phase in gateway], canned),
            13,
            7,
            note=f"{_ms([phase.total for phase in gateway])}, relay, scoring, Valkey and all that idles included; "
            f"{bench.saturation:.0f} sessions/s",
        ),
        Figure(
            "of it what answers requests: nginx, quiz and PostgreSQL for them",
            ratio(served, canned),
            note=f"{_ms(served)}: nginx {_ms([p.gateway for p in gateway])}, quiz {_ms([p.quiz for p in gateway])}, "
            f"PostgreSQL {_ms([p.sql for p in gateway])}",
        ),
        _tutorial_figure(bench),
    ]


def _tutorial_figure(bench: Bench) -> Figure:
    name = "tutorial stack over ours, both through their gateways, 32 connections"
    if not bench.tutorial:
        return Figure(name, None, 20, 35, more_is_better=True, note="--with-tutorial")
    tutorial = [phase.total for phase in bench.phases["tutorial 7"]]
    ours = [phase.quiz + phase.sql + phase.gateway for phase in bench.phases["gateway 7"]]
    return Figure(name, ratio(tutorial, ours), 20, 35, more_is_better=True, note=_ms(tutorial))


def _ms(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ms"

"""How long a participant waits in an ordinary hour, from the instant at which each request is due."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, rest
from tests.benchmarks.phases import Phase

PACE_S = 0.1
EVENING = 150
"""Sessions a second."""
TRICKLE, CANNED_TRICKLE = f"{EVENING} a second", f"canned {EVENING} a second"
_TRICKLES = ((TRICKLE, "gateway 7"), (CANNED_TRICKLE, "canned 7"))


async def measure(bench: Bench) -> Sequence[Figure]:
    """At half of the saturation load, and what a session costs at a rate of every evening."""
    tails: list[float] = []
    over_floor: list[float] = []
    for number in range(bench.scale.rounds):
        phase = await half_load(bench, "half load", number)
        floor = await phases.on_server(
            bench.generator, "canned half load", [bench.canned], **open_load(bench, bench.saturation / 2, number)
        )
        await _on_gateway(bench, TRICKLE, EVENING, number)
        evening = open_load(bench, EVENING, number)
        bench.keep(await phases.on_server(bench.generator, CANNED_TRICKLE, [bench.canned], **evening))
        tails.append(phase.outcome.latency_ms["any"]["p99"] / phase.outcome.latency_ms["any"]["p50"])
        over_floor.append(phase.outcome.latency_ms["any"]["p99"] / floor.outcome.latency_ms["any"]["p99"])
    await bench.verify("half load")
    latency = [phase.outcome.latency_ms["any"] for phase in bench.phases["half load"]]
    return [
        Figure(
            "latency at half of the saturation load, p99 over p50",
            median(tails),
            6,
            4,
            note=f"p50 {median(each['p50'] for each in latency):.1f} ms, "
            f"p99 {median(each['p99'] for each in latency):.1f} ms from the planned instant",
        ),
        Figure("latency at half of the saturation load, p99 over that of canned replies", median(over_floor)),
        *_trickle(bench),
    ]


def _trickle(bench: Bench) -> Sequence[Figure]:
    """What a session costs where every request comes alone; of that, what a process costs that answers canned bytes."""
    ours, canned = ([_cost(bench.phases[name]) for name in names] for names in _TRICKLES)
    name = f"CPU per session at {EVENING} a second over that at saturation"
    return [
        Figure(
            f"{name}, all server processes", ours[0] / ours[1], 1.4, 1.2, note=f"{ours[0]:.2f} over {ours[1]:.2f} ms"
        ),
        Figure(f"{name}, canned replies", canned[0] / canned[1], note=f"{canned[0]:.2f} over {canned[1]:.2f} ms"),
    ]


async def half_load(bench: Bench, name: str, seed: int) -> Phase:
    """Half of the saturation load through the gateway; the same `seed` has sessions begin at the same instants."""
    return await _on_gateway(bench, name, bench.saturation / 2, seed)


async def _on_gateway(bench: Bench, name: str, rate: float, seed: int) -> Phase:
    await rest()
    load = open_load(bench, rate, seed)
    return bench.keep(await phases.on_system(bench.system, bench.generator, name, bench.system.gateway_port, **load))


def open_load(bench: Bench, rate: float, seed: int) -> dict[str, Any]:
    seconds = bench.scale.seconds
    load = {"script": "seven", "seconds": seconds, "tokens": int(2 * rate * seconds)}
    return load | {"rate": rate, "pace": PACE_S, "seed": seed}


def _cost(kept: Sequence[Phase]) -> float:
    return median(phase.total for phase in kept)

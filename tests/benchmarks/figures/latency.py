"""How long a participant waits in an ordinary hour, from the instant at which each request is due."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, rest

PACE_S = 0.1


async def measure(bench: Bench) -> Sequence[Figure]:
    """At half of the saturation load."""
    seconds, rate = bench.scale.seconds, bench.saturation / 2
    tails: list[float] = []
    for number in range(bench.scale.rounds):
        await rest()
        load = {"script": "seven", "seconds": seconds, "tokens": int(2 * rate * seconds)}
        load |= {"rate": rate, "pace": PACE_S, "seed": number}
        phase = await phases.on_system(bench.system, bench.generator, "half load", bench.system.gateway_port, **load)
        bench.keep(phase)
        tails.append(phase.outcome.latency_ms["any"]["p99"] / phase.outcome.latency_ms["any"]["p50"])
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
        )
    ]

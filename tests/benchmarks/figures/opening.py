"""The opening minute and ordinary hours: starts in a step, starts in a trickle, latency at half load."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, ratio, rest

SPIKE_CONNECTIONS = 256
TOKENS_A_SECOND = 3000
PACE_S = 0.1


async def measure(bench: Bench) -> Sequence[Figure]:
    spikes: list[float] = []
    steady: list[float] = []
    rates: list[float] = []
    tails: list[float] = []
    system, generator, seconds = bench.system, bench.generator, bench.scale.seconds
    for number in range(bench.scale.rounds):
        plan = {"script": "start", "seconds": seconds, "tokens": int(TOKENS_A_SECOND * seconds)}
        spike = bench.keep(
            await phases.on_system(system, generator, "spike", system.quiz_port, connections=SPIKE_CONNECTIONS, **plan)
        )
        rates.append(spike.outcome.per_second)
        await rest()
        trickle = plan | {"rate": rates[-1] / 4, "pace": 0.0, "seed": number}
        calm = bench.keep(await phases.on_system(system, generator, "steady starts", system.quiz_port, **trickle))
        spikes.append(spike.quiz + spike.sql)
        steady.append(calm.quiz + calm.sql)
        half = {"script": "seven", "seconds": seconds, "tokens": int(bench.saturation * seconds)}
        half |= {"rate": bench.saturation / 2, "pace": PACE_S, "seed": number}
        phase = bench.keep(await phases.on_system(system, generator, "half load", system.gateway_port, **half))
        tails.append(phase.outcome.latency_ms["any"]["p99"] / phase.outcome.latency_ms["any"]["p50"])
    await bench.verify("the opening spike and half load")
    latency = [phase.outcome.latency_ms["any"] for phase in bench.phases["half load"]]
    return [
        Figure(
            "CPU per start under the opening spike over its steady cost",
            ratio(spikes, steady),
            1.3,
            1.1,
            note=f"{median(spikes):.2f} over {median(steady):.2f} ms; {median(rates):.0f} starts/s",
        ),
        Figure(
            "latency at half of the saturation load, p99 over p50",
            median(tails),
            6,
            4,
            note=f"p50 {median(each['p50'] for each in latency):.1f} ms, "
            f"p99 {median(each['p99'] for each in latency):.1f} ms from the planned instant",
        ),
    ]

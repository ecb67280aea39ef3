"""The opening minute beside an ordinary one: starts in a step, starts in a trickle."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, ratio, rest

SPIKE_CONNECTIONS = 256
TOKENS_A_SECOND = 3000


async def measure(bench: Bench) -> Sequence[Figure]:
    spikes: list[float] = []
    steady: list[float] = []
    rates: list[float] = []
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
    await bench.verify("the opening spike")
    return [
        Figure(
            "CPU per start under the opening spike over its steady cost",
            ratio(spikes, steady),
            1.3,
            1.1,
            note=f"{median(spikes):.2f} over {median(steady):.2f} ms; {median(rates):.0f} starts/s",
        ),
    ]

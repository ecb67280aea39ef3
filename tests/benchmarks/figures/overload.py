"""Three times the load that saturates: what is still done, and whether what has begun is finished."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure, rest
from tests.benchmarks.player import SLOW_S

TIMES = 3
CONNECTIONS = 96
PACE_S = 0.5
TOKENS_A_SECOND = 1500


async def measure(bench: Bench) -> Sequence[Figure]:
    """Participants who start and hand in half a second later; who is refused does not come back."""
    goodput: list[float] = []
    finished: list[float] = []
    recoveries: list[float] = []
    system, generator, seconds = bench.system, bench.generator, bench.scale.seconds
    plan = {"script": "two", "seconds": seconds, "tokens": int(TOKENS_A_SECOND * seconds)}
    for number in range(min(bench.scale.rounds, 3)):
        name, port = "saturated 2", system.gateway_port
        saturated = await phases.on_system(system, generator, name, port, connections=CONNECTIONS, **plan)
        rate = bench.keep(saturated).outcome.per_second
        flood = plan | {"rate": rate * TIMES, "pace": PACE_S, "seed": number, "tokens": int(rate * TIMES * seconds)}
        phase = await phases.on_system(system, generator, "overload", port, settles=False, **flood)
        bench.phases.setdefault("overload", []).append(phase)
        goodput.append(phase.outcome.sessions / seconds / rate)
        begun = sum(phase.outcome.statuses.get(f"start {status}", 0) for status in (200, 201))
        finished.append(phase.outcome.sessions / max(begun, 1))
        calm = plan | {"rate": rate / 4, "pace": PACE_S, "seed": number}
        after = bench.keep(await phases.on_system(system, generator, "after overload", port, **calm))
        # The last of the flood ask for their result half a second after its end; what comes later had to wait.
        recoveries.append(max(phase.outcome.seconds - seconds - PACE_S, 0.0) + after.outcome.last_slow_s)
        await rest()
    await bench.verify("overload")
    return [
        Figure(
            f"{TIMES}× overload: sessions finished per second over saturation",
            median(goodput),
            0.9,
            0.95,
            more_is_better=True,
            note=f"{bench.phases['overload'][0].outcome.statuses}",
        ),
        Figure(
            f"{TIMES}× overload: hand-ins of started sessions that succeed",
            min(finished) * 100,
            99.9,
            100,
            more_is_better=True,
            unit="%",
        ),
        Figure(
            f"{TIMES}× overload: seconds until no reply takes more than {SLOW_S} s",
            max(recoveries),
            10,
            2,
            unit="s",
        ),
    ]

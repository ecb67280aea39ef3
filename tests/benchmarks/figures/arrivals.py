"""What the directory costs before anybody plays: signing in, choosing a unit, refreshing, searching units."""

from collections.abc import Sequence
from statistics import median
from urllib.parse import quote

from tests.benchmarks import phases
from tests.benchmarks.bench import Bench, Figure
from tests.benchmarks.cpu import BACKGROUND
from tests.benchmarks.phases import Phase

REQUESTS = 7
"""Of a session on the canned floor."""
SEARCH = f"/v1/units?q={quote('环翠')}"
SIGN_INS = 1_000
"""A second, on paper."""


async def measure(bench: Bench) -> Sequence[Figure]:
    """CPU of the directory's process and of its statements, over that of a canned reply. `arrive` is three requests."""
    found: dict[str, list[float]] = {"sign_in": [], "arrive": [], "read": []}
    for _ in range(bench.scale.rounds):
        plan = {"seconds": bench.scale.seconds}
        canned = await phases.on_server(bench.generator, "canned 7", [bench.canned], script="seven", **plan)
        for script, ratios in found.items():
            port = bench.system.deployment.ports["directory"]
            load = plan | {"script": script} | ({"path": SEARCH} if script == "read" else {})
            phase = await phases.on_system(bench.system, bench.generator, script, port, settles=False, **load)
            bench.keep(phase)
            ratios.append(_of_directory(phase) / (canned.total / REQUESTS))
    sign_in, arrive, search = (median(each) for each in found.values())
    spent = median(_of_directory(phase) for phase in bench.phases["sign_in"])
    cores = f"{SIGN_INS:,} a second are {spent * SIGN_INS / 1000:.1f} cores"
    return [
        Figure("CPU per sign-in over a canned reply", sign_in, note=cores),
        Figure("CPU per change of profile and per refresh over a canned reply", (arrive - sign_in) / 2),
        Figure("CPU per search of units over a canned reply", search),
    ]


def _of_directory(phase: Phase) -> float:
    """Its own process, its connections, and what writes log and pages meanwhile."""
    parts = ("directory", "postgresql directory-http", BACKGROUND)
    return sum(phase.ms.get(part, 0.0) for part in parts)

"""One phase of load on the system: its outcome and the CPU it cost, by part of the system."""

from dataclasses import dataclass
from typing import Any

from tests.benchmarks import cpu
from tests.benchmarks.floors import Server
from tests.benchmarks.load import Generator, Outcome
from tests.benchmarks.system import CONTEST, HOST, System

CONNECTIONS = 32


@dataclass(frozen=True)
class Phase:
    """`ms` maps each part to its CPU milliseconds per session."""

    name: str
    outcome: Outcome
    ms: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.ms.values())

    @property
    def quiz(self) -> float:
        """The quiz processes alone."""
        return sum(ms for part, ms in self.ms.items() if part.startswith("quiz-") and part != "quiz-worker")

    @property
    def sql(self) -> float:
        """PostgreSQL's share in requests: the backends of the quiz processes, and what writes log and pages."""
        hot = sum(ms for part, ms in self.ms.items() if part.startswith("postgresql quiz") and part.endswith("-http"))
        return hot + self.ms.get(cpu.BACKGROUND, 0.0)

    @property
    def gateway(self) -> float:
        return self.ms.get("gateway", 0.0)


async def on_system(
    system: System, generator: Generator, name: str, port: int, *, settles: bool = True, **plan: Any
) -> Phase:
    """Play on the running system until what follows from it, scores and all, has been done too, where it `settles`."""
    before = await system.meter.read()
    outcome = await generator.play(
        **{"host": HOST, "port": port, "contest": CONTEST, "connections": CONNECTIONS} | plan
    )
    if settles:
        await system.drained()
    return Phase(name, outcome, _per_session(cpu.used(before, await system.meter.read()), outcome))


async def on_server(generator: Generator, name: str, servers: list[Server], **plan: Any) -> Phase:
    """Play on processes beside the system, the first of which is addressed."""
    before = [server.cpu_s() for server in servers]
    outcome = await generator.play(
        **{"host": HOST, "port": servers[0].port, "contest": CONTEST, "connections": CONNECTIONS} | plan
    )
    spent = {str(place): server.cpu_s() - at for place, (server, at) in enumerate(zip(servers, before, strict=True))}
    return Phase(name, outcome, _per_session(spent, outcome))


def _per_session(spent: dict[str, float], outcome: Outcome) -> dict[str, float]:
    return {part: seconds * 1000 / max(outcome.sessions, 1) for part, seconds in spent.items()}


def with_part(phase: Phase, part: str, seconds: float) -> Phase:
    """The phase with the cost of one more part."""
    return Phase(phase.name, phase.outcome, phase.ms | _per_session({part: seconds}, phase.outcome))

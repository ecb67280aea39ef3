"""What every figure is measured with, and what a figure is."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.floors import Server
from tests.benchmarks.load import Generator
from tests.benchmarks.phases import Phase
from tests.benchmarks.system import System


@dataclass(frozen=True)
class Scale:
    """`seconds` of one phase, how many `rounds` of interleaved phases, and how large the full table is."""

    seconds: float
    rounds: int
    rows: int
    probes: int

    @classmethod
    def of(cls, *, quick: bool) -> "Scale":
        return cls(2.5, 3, 1_000_000, 100) if quick else cls(4.0, 5, 10_000_000, 300)


@dataclass(frozen=True)
class Figure:
    """One line of the table. `reach` and `beyond` are bounds: from above, or from below where more is better."""

    name: str
    measured: float | None
    reach: float | None = None
    beyond: float | None = None
    more_is_better: bool = False
    unit: str = "×"
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        if self.reach is None or self.beyond is None:
            return ""
        sign = -1 if self.more_is_better else 1
        if sign * self.measured <= sign * self.beyond:
            return "beyond"
        return "reached" if sign * self.measured <= sign * self.reach else "missed"


@dataclass
class Bench:
    """`phases` collects every phase by its name, for the report."""

    system: System
    generator: Generator
    canned: Server
    nginx: Server
    tutorial: list[Server]
    scale: Scale
    phases: dict[str, list[Phase]] = field(default_factory=dict)
    verifications: list[str] = field(default_factory=list)
    saturation: float = 0.0
    """Sessions of seven requests per second through the gateway."""

    def keep(self, phase: Phase) -> Phase:
        self.phases.setdefault(phase.name, []).append(phase)
        if phase.outcome.failed:
            self.verifications.append(f"{phase.name}: {phase.outcome.failed} failed, {phase.outcome.statuses}")
        return phase

    async def verify(self, after: str) -> None:
        """`contest verify`, whose differences fail the run."""
        found = await self.system.verify()
        self.verifications += [f"after {after}: {difference}" for difference in found]
        print(f"  contest verify after {after}: {'; '.join(found) or 'no difference'}", flush=True)


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the rounds' own ratios: both phases of a round met the same neighbours."""
    return median(a / b for a, b in zip(above, below, strict=True) if b)


def compact(values: dict[str, float]) -> str:
    return json.dumps({name: round(value, 3) for name, value in sorted(values.items()) if value >= 0.0005})


async def rest(seconds: float = 0.5) -> None:
    """Let what the last phase left settle."""
    await asyncio.sleep(seconds)

"""Boards of units by what their people did in a camp."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Metric(StrEnum):
    LEARNERS = "learners"
    HOURS = "hours"
    CERTIFICATES = "certificates"
    WORKS = "works"


@dataclass(frozen=True)
class UnitFigures:
    code: str
    name: str
    learners: int
    counted_ms: int
    certificates: int
    works: int

    def value(self, metric: Metric) -> int:
        return self.counted_ms if metric is Metric.HOURS else int(getattr(self, metric))


class Placed(NamedTuple):
    rank: int
    unit: UnitFigures


def place(units: Iterable[UnitFigures], metric: Metric) -> Sequence[Placed]:
    """Competition ranks 1, 2, 2, 4; equal values are ordered by learners descending, then code."""
    placed: list[Placed] = []
    ordered = sorted(units, key=lambda unit: (-unit.value(metric), -unit.learners, unit.code))
    for position, unit in enumerate(ordered, start=1):
        is_equal = bool(placed) and placed[-1].unit.value(metric) == unit.value(metric)
        placed.append(Placed(placed[-1].rank if is_equal else position, unit))
    return placed

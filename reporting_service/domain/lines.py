"""Reporting lines run upwards and end."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Standpoint:
    """Where a unit stands in a line. `ancestors` run upwards; `local` are units among all of these without accounts."""

    unit: str
    ancestors: tuple[str, ...]
    local: frozenset[str] = frozenset()

    @property
    def fillers(self) -> tuple[str, ...]:
        """Who acts for the unit: itself, and where it has no accounts, whoever is next above that has some."""
        return (self.unit, *(self.deciders if self.unit in self.local else ()))

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who acts for the parent, likewise."""
        steps = next((height for height, each in enumerate(self.ancestors) if each not in self.local), None)
        return self.ancestors if steps is None else self.ancestors[: steps + 1]


def check_lines(parents: Mapping[str, str]) -> None:
    """Raises `ValueError` for a unit that would report to itself, by whatever way."""
    for unit in parents:
        seen = {unit}
        above = parents.get(unit)
        while above is not None:
            if above in seen:
                raise ValueError(f"the reporting line of {unit} runs in a circle")
            seen.add(above)
            above = parents.get(above)

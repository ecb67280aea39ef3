"""Reporting lines run upwards and end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from reporting_service.domain import digest

DEEPEST = 20
"""Levels of a line, as far as queries follow it."""


@dataclass(frozen=True)
class Line:
    """Whom a unit reports to. `seal_name` stands on the paper in place of the unit's name.

    `contest_units` are those whose participants fill the contest lines of a form that counts a set of units.
    """

    parent: str
    days_earlier: int = 0
    seal_name: str | None = None
    contest_units: tuple[str, ...] = ()


def digest_of(campaign_id: str, template_id: str, unit: str, line: Line) -> str:
    """Of everything that a line says; it never changes."""
    return digest.of([campaign_id, template_id, unit, asdict(line)])


@dataclass(frozen=True)
class LineOnRecord:
    """A line with its time: `valid_to` is None for one in force."""

    template_id: str
    unit: str
    unit_name: str
    parent: str
    parent_name: str
    days_earlier: int
    seal_name: str | None
    contest_units: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True)
class Standpoint:
    """Where a unit stands in a line. `ancestors` run upwards; `local` are units among all of these without accounts.

    `is_unattended`: the unit itself has no reporter.
    """

    unit: str
    ancestors: tuple[str, ...]
    local: frozenset[str] = frozenset()
    is_unattended: bool = False

    @property
    def fillers(self) -> tuple[str, ...]:
        """Who acts for the unit: itself, and where it has no reporter, whoever is next above that has accounts."""
        return (self.unit, *(self.deciders if self.is_unattended else ()))

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who acts for the parent, likewise."""
        steps = next((height for height, each in enumerate(self.ancestors) if each not in self.local), None)
        return self.ancestors if steps is None else self.ancestors[: steps + 1]


def circling(parents: Mapping[str, str]) -> list[str]:
    """Units that would report to themselves, by whatever way."""
    found = []
    for unit in parents:
        above, steps = parents.get(unit), 0
        while above is not None and above != unit and steps <= DEEPEST:
            above, steps = parents.get(above), steps + 1
        if above == unit or steps > DEEPEST:
            found.append(unit)
    return found

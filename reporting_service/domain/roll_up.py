"""Own, subordinate, total: computed, never typed, and with a receipt (R3.2, R3.9, I12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from reporting_service.domain.forms import Template
from reporting_service.domain.values import Values


@dataclass(frozen=True, slots=True)
class Receipt:
    unit: str
    report_id: UUID
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class ActivityBelow:
    """A row of the repeatable item, of whichever unit below."""

    unit: str
    unit_name: str
    activity_name: str
    occurrences: int | None
    attendances: int | None


@dataclass(frozen=True, slots=True)
class Absent:
    """A child without an accepted version."""

    unit: str
    name: str
    excused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A unit that reports to this one. `total` is that of its accepted version, `state` None before it has begun."""

    unit: str
    name: str
    state: str | None
    version: int | None
    total: Values
    is_excused: bool


@dataclass(frozen=True)
class Subordinates:
    """What lies below a unit. `total` adds the children's accepted versions as they were submitted.

    `fresh` is what they would be if every level below made its version anew. `reporters` counts the children that
    report a line at all. `is_settled` is false while an accepted child is being amended.
    """

    total: Values = field(default_factory=dict)
    fresh: Values = field(default_factory=dict)
    reporters: Mapping[str, int] = field(default_factory=dict)
    children: tuple[Receipt, ...] = ()
    activities: tuple[ActivityBelow, ...] = ()
    absent: tuple[Absent, ...] = ()
    is_settled: bool = True


@dataclass(frozen=True)
class RollUp:
    """`fresh` is the total as it would be if every level below made its version anew.

    `missing` and `excused` are codes and names of the children that have no accepted version.
    """

    own: Values
    subordinate: Values
    total: Values
    fresh: Values
    children: tuple[Receipt, ...]
    activities: tuple[ActivityBelow, ...]
    missing: tuple[tuple[str, str], ...]
    excused: tuple[tuple[str, str], ...]
    is_settled: bool
    shared_twice: tuple[str, ...]


def roll_up(template: Template, own: Values, below: Subordinates, today: date) -> RollUp:
    """Contest lines that are counted at each unit are never summed (R3.7)."""
    summed = template.summed
    shared = [each.id for each in template.indicators if each.rollup == "shared"]
    blank: dict[str, int | None] = dict.fromkeys(template.indicator_ids)
    own = blank | {name: own.get(name) for name in template.indicator_ids}
    subordinate = add(summed, (below.total,))
    return RollUp(
        own=own,
        subordinate=blank | subordinate,
        total={**own, **add(summed, (own, subordinate))},
        fresh={**own, **add(summed, (own, below.fresh))},
        children=below.children,
        activities=below.activities if template.has_activities else (),
        missing=tuple((each.unit, each.name) for each in below.absent if not is_excused(each.excused_until, today)),
        excused=tuple((each.unit, each.name) for each in below.absent if is_excused(each.excused_until, today)),
        is_settled=below.is_settled,
        shared_twice=tuple(sorted(name for name in shared if below.reporters.get(name, 0) + bool(own[name]) > 1)),
    )


def is_excused(until: date | None, today: date) -> bool:
    return until is not None and today <= until


def add(names: Iterable[str], parts: Iterable[Values]) -> dict[str, int | None]:
    """Blank only where every part is blank."""
    sums: dict[str, int | None] = dict.fromkeys(names)
    for part in parts:
        for name, so_far in sums.items():
            value = part.get(name)
            if value is not None:
                sums[name] = (so_far or 0) + value
    return sums


def difference(names: Iterable[str], after: Values, before: Values) -> dict[str, int]:
    """What changed, blank counted as nothing; unchanged lines are left out."""
    changes = {name: (after.get(name) or 0) - (before.get(name) or 0) for name in names}
    return {name: change for name, change in changes.items() if change}

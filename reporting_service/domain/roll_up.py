"""Own, subordinate, total: computed, never typed, and with a receipt (R3.2, R3.9, I12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from reporting_service.domain.forms import Template
from reporting_service.domain.values import Values


@dataclass(frozen=True)
class Node:
    """A unit below, and the version of its report that has been accepted, if one has.

    `total` is what that version had when it was submitted, `own` its part without subordinates. `is_settled` is false
    while the unit is amending.
    """

    unit: str
    name: str
    parent: str
    report_id: UUID | None = None
    version: int | None = None
    digest: str | None = None
    own: Values = field(default_factory=dict)
    total: Values = field(default_factory=dict)
    is_settled: bool = True
    excused_until: date | None = None

    def is_excused(self, today: date) -> bool:
        return self.excused_until is not None and today <= self.excused_until


@dataclass(frozen=True)
class Receipt:
    unit: str
    report_id: UUID
    version: int
    digest: str


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
    missing: tuple[tuple[str, str], ...]
    excused: tuple[tuple[str, str], ...]
    is_settled: bool
    shared_twice: tuple[str, ...]

    @property
    def has_subordinates(self) -> bool:
        return bool(self.children or self.missing)


def roll_up(template: Template, own: Values, unit: str, below: Sequence[Node], today: date) -> RollUp:
    """`below` holds every unit under `unit` in the template's line. Contest lines are counted, never summed (R3.7)."""
    summed = [each.id for each in template.indicators if not each.is_contest_line]
    shared = {each.id for each in template.indicators if each.rollup == "shared"}
    by_parent: dict[str, list[Node]] = defaultdict(list)
    for node in below:
        by_parent[node.parent].append(node)
    children = by_parent[unit]
    accepted = [child for child in children if child.version is not None]
    absent = [child for child in children if child.version is None]
    subordinate = add(summed, (child.total for child in accepted))
    fresh_below = add(summed, (_fresh(summed, child, by_parent) for child in accepted))
    blank: dict[str, int | None] = dict.fromkeys(template.indicator_ids)
    own = blank | {name: own.get(name) for name in template.indicator_ids}
    return RollUp(
        own=own,
        subordinate=blank | subordinate,
        total={**own, **add(summed, (own, subordinate))},
        fresh={**own, **add(summed, (own, fresh_below))},
        children=tuple(
            Receipt(child.unit, child.report_id, child.version, child.digest)
            for child in accepted
            if child.report_id is not None and child.version is not None and child.digest is not None
        ),
        missing=tuple((child.unit, child.name) for child in absent if not child.is_excused(today)),
        excused=tuple((child.unit, child.name) for child in absent if child.is_excused(today)),
        is_settled=all(child.is_settled for child in accepted),
        shared_twice=tuple(sorted(name for name in shared if _reporters(name, own, accepted) > 1)),
    )


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


def _fresh(summed: Sequence[str], node: Node, by_parent: Mapping[str, Sequence[Node]]) -> Values:
    accepted = [child for child in by_parent.get(node.unit, ()) if child.version is not None]
    if not accepted:
        # What was counted from units that have left the line stays out.
        return node.own
    return add(summed, (node.own, *(_fresh(summed, child, by_parent) for child in accepted)))


def _reporters(name: str, own: Values, accepted: Sequence[Node]) -> int:
    return sum(1 for part in (own, *(child.total for child in accepted)) if part.get(name))

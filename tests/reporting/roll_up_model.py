"""A tree of units and their reports, told with dictionaries and plain recursion: the oracle of the roll-up."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reporting.builders import CONTEST

PARENTS = {"city": "province", "north": "city", "south": "city", "works": "north", "yard": "south"}
UNITS = ("province", *PARENTS)
LINES = ("drills", "cases")
DUE_ON = date(2026, 6, 30)
TEMPLATE: dict[str, Any] = {
    "id": "model",
    "version": 1,
    "title_zh": "模型",
    "receiver_zh": "模型",
    "source": "模型",
    "columns_zh": ["甲", "乙"],
    "header": [],
    "sections": [{"item": 1, "id": "one", "title_zh": "一", "lines": ["演练（{drills}）场；", "案例（{cases}）个。"]}],
    "repeats": [],
    "is_attachment_only": False,
    "locks_when_late": False,
}
CATALOGUE = {
    "indicators": [
        {"id": "drills", "label_zh": "演练", "unit": "场", "measure": "count", "rollup": "sum"},
        {"id": "cases", "label_zh": "案例", "unit": "个", "measure": "count", "rollup": "shared"},
    ]
}
Numbers = dict[str, int | None]


@dataclass
class Reported:
    """What the model knows of one unit."""

    state: str = "draft"
    cells: Numbers = field(default_factory=lambda: dict.fromkeys(LINES))
    versions: list[dict[str, Any]] = field(default_factory=list)
    accepted: int | None = None
    permitted: set[int] = field(default_factory=set)
    excused_until: date | None = None
    extended_to: date | None = None

    @property
    def stands(self) -> bool:
        return self.state in ("submitted", "accepted")

    @property
    def due_on(self) -> date:
        return self.extended_to or DUE_ON

    def is_late(self, today: date) -> bool:
        return bool(self.versions[-1]["is_late"]) if self.versions else today > self.due_on


class Model:
    def __init__(self, today: date) -> None:
        self.today = today
        self.parents = dict(PARENTS)
        self.reports = {unit: Reported() for unit in UNITS}

    def own(self, unit: str) -> Numbers:
        report = self.reports[unit]
        own: Numbers = report.versions[-1]["own"] if report.stands else report.cells
        return own

    def accepted_children(self, unit: str) -> list[tuple[str, int]]:
        below = [(each, self.reports[each].accepted) for each, parent in self.parents.items() if parent == unit]
        return sorted((each, accepted) for each, accepted in below if accepted is not None)

    def absent(self, unit: str, *, excused: bool) -> set[str]:
        """Children without an accepted version: those that are excused today, or those that are not."""
        below = {each for each, parent in self.parents.items() if parent == unit}
        absent = below - {child for child, _ in self.accepted_children(unit)}
        return {child for child in absent if self.is_excused(child) == excused}

    def is_excused(self, unit: str) -> bool:
        until = self.reports[unit].excused_until
        return until is not None and self.today <= until

    def total(self, unit: str) -> Numbers:
        parts = [self.reports[child].versions[number]["total"] for child, number in self.accepted_children(unit)]
        return plus(self.own(unit), *parts)

    def fresh(self, unit: str, own: Numbers) -> Numbers:
        parts = [
            self.fresh(child, self.reports[child].versions[number]["own"])
            for child, number in self.accepted_children(unit)
        ]
        return plus(own, *parts)

    def delta(self, unit: str) -> dict[str, int]:
        report = self.reports[unit]
        shown = report.versions[-1]["total"] if report.stands else self.total(unit)
        fresh = self.fresh(unit, self.own(unit))
        changes = {line: (fresh[line] or 0) - (shown[line] or 0) for line in LINES}
        return {line: change for line, change in changes.items() if change}

    def is_stale(self, unit: str) -> bool:
        report, children = self.reports[unit], self.accepted_children(unit)
        unsettled = any(
            self.reports[child].state != "accepted" or number != len(self.reports[child].versions) - 1
            for child, number in children
        )
        moved = report.stands and report.versions[-1]["children"] != children
        return unsettled or moved or bool(self.delta(unit))

    def missed(self, unit: str) -> set[str]:
        """Whom the upper unit misses in the version that was submitted."""
        missing: set[str] = self.reports[unit].versions[-1]["missing"]
        return {each for each in missing if each not in self.absent(unit, excused=True)}

    def may_accept(self, unit: str) -> bool:
        report = self.reports[unit]
        return not self.missed(unit) or len(report.versions) in report.permitted

    def submit(self, unit: str) -> None:
        report = self.reports[unit]
        version = {
            "own": dict(self.own(unit)),
            "total": self.total(unit),
            "children": self.accepted_children(unit),
            "missing": self.absent(unit, excused=False),
            "is_late": self.today > report.due_on and (not report.versions or report.versions[-1]["is_late"]),
        }
        report.versions.append(version)
        report.state = "submitted"


def plus(*parts: Numbers) -> Numbers:
    sums: Numbers = {}
    for line in LINES:
        known = [part[line] for part in parts if part[line] is not None]
        sums[line] = sum(filter(None, known)) if known else None
    return sums


def campaign(parents: dict[str, str]) -> dict[str, Any]:
    lines = [{"unit": unit, "parent": parent} for unit, parent in parents.items()]
    return {
        "id": "model",
        "title_zh": "模型",
        "contest_id": CONTEST,
        "units": [{"code": unit, "name": unit} for unit in UNITS],
        "templates": [{"id": "model", "due": {"from": "last_day", "days": 0}, "lines": lines}],
    }

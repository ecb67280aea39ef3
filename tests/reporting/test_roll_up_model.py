"""Every node of the tree equals a recomputation, whatever order things happen in (I12, R3.9)."""

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.editing import Change, tag_of
from reporting_service.domain.errors import ReportLocked, WrongState
from reporting_service.domain.filing import Filing
from reporting_service.queries import filings
from reporting_service.use_cases.accept_report import accept_report
from reporting_service.use_cases.amend_report import amend_report
from reporting_service.use_cases.keep_copies import keep_contests
from reporting_service.use_cases.load_campaign import load_campaign, load_forms
from reporting_service.use_cases.open_report import open_report
from reporting_service.use_cases.read_roll_up import read_roll_up
from reporting_service.use_cases.recall_report import recall_report
from reporting_service.use_cases.return_report import return_report
from reporting_service.use_cases.save_report import save_report
from reporting_service.use_cases.submit_report import submit_report
from services.kit.clock import set_offset
from services.kit.database import Database
from tests.reporting.builders import CONTEST, HEADER, contest

EXAMPLES = int(os.environ.get("ROLL_UP_EXAMPLES", "60"))
ADMINISTRATOR = frozenset({("administrator", "CN")})
PARENTS = {"city": "province", "north": "city", "south": "city", "works": "north", "yard": "south"}
UNITS = ("province", *PARENTS)
LINES = ("drills", "cases")
TEMPLATE = {
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


class Model:
    """The same story told with dictionaries and plain recursion."""

    def __init__(self) -> None:
        self.parents = dict(PARENTS)
        self.reports = {unit: Reported() for unit in UNITS}

    def own(self, unit: str) -> Numbers:
        report = self.reports[unit]
        own: Numbers = report.versions[-1]["own"] if report.state in ("submitted", "accepted") else report.cells
        return own

    def accepted_children(self, unit: str) -> list[tuple[str, int]]:
        below = [(each, self.reports[each].accepted) for each, parent in self.parents.items() if parent == unit]
        return sorted((each, accepted) for each, accepted in below if accepted is not None)

    def total(self, unit: str) -> Numbers:
        parts = [self.reports[child].versions[number]["total"] for child, number in self.accepted_children(unit)]
        return plus(self.own(unit), *parts)

    def fresh(self, unit: str, own: Numbers) -> Numbers:
        parts = [
            self.fresh(child, self.reports[child].versions[number]["own"])
            for child, number in self.accepted_children(unit)
        ]
        return plus(own, *parts)

    def is_stale(self, unit: str) -> bool:
        report, children = self.reports[unit], self.accepted_children(unit)
        stands = report.state in ("submitted", "accepted")
        shown = report.versions[-1]["total"] if stands else self.total(unit)
        fresh = self.fresh(unit, self.own(unit))
        unsettled = any(
            self.reports[child].state != "accepted" or number != len(self.reports[child].versions) - 1
            for child, number in children
        )
        moved = stands and report.versions[-1]["children"] != children
        return unsettled or moved or any((fresh[line] or 0) != (shown[line] or 0) for line in LINES)

    def submit(self, unit: str) -> None:
        version = {"own": dict(self.own(unit)), "total": self.total(unit), "children": self.accepted_children(unit)}
        self.reports[unit].versions.append(version)
        self.reports[unit].state = "submitted"


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


units = st.sampled_from(UNITS)
cells = st.none() | st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.just("fill"), units, cells, cells),
    st.tuples(st.sampled_from(["submit", "submit", "accept", "accept", "return", "recall", "amend"]), units),
    st.tuples(st.just("settle"), units),
    st.tuples(st.just("move"), st.sampled_from(["works", "yard"]), st.sampled_from(["north", "south", "city"])),
    st.tuples(st.just("late")),
)


async def begin(transaction: AsyncConnection) -> None:
    await load_forms(transaction, CATALOGUE, [TEMPLATE])
    await load_campaign(transaction, campaign(PARENTS))
    await keep_contests(transaction, [contest(version=7)])
    for unit in UNITS:
        await open_report(transaction, ADMINISTRATOR, "tester", "model", unit)


async def filing_of(transaction: AsyncConnection, unit: str) -> Filing:
    found = await filings.read_place(transaction, "model", unit)
    assert found is not None
    filing = await filings.read_filing_at(transaction, *found)
    assert filing is not None
    return filing


async def fill(transaction: AsyncConnection, model: Model, unit: str, values: Numbers) -> None:
    filing = await filing_of(transaction, unit)
    change = Change(values=values, header=HEADER)
    if model.reports[unit].state in ("submitted", "accepted"):
        with pytest.raises(ReportLocked):
            await save_report(transaction, filing, "tester", change, tag_of(filing))
        return
    await save_report(transaction, filing, "tester", change, tag_of(filing))
    model.reports[unit].cells = values


async def act(transaction: AsyncConnection, model: Model, name: str, unit: str) -> None:
    filing, report = await filing_of(transaction, unit), model.reports[unit]
    allowed = {
        "submit": report.state in ("draft", "returned", "amended") or (report.state == "accepted" and filing.is_stale),
        "accept": report.state == "submitted",
        "return": report.state == "submitted",
        "recall": report.state == "submitted",
        "amend": report.state == "accepted",
    }[name]
    work = {
        "submit": lambda: submit_report(transaction, filing, "tester"),
        "accept": lambda: accept_report(transaction, filing, "tester"),
        "return": lambda: return_report(transaction, filing, "tester", [{"code": "wrong", "comment": "错"}], None),
        "recall": lambda: recall_report(transaction, filing, "tester", "撤回"),
        "amend": lambda: amend_report(transaction, filing, "tester", "更正"),
    }[name]
    if not allowed:
        with pytest.raises(WrongState):
            await work()
        return
    await work()
    if name == "submit":
        model.submit(unit)
    elif name == "accept":
        report.state, report.accepted = "accepted", len(report.versions) - 1
    else:
        after_recall = "draft" if report.accepted is None else "amended"
        report.state = {"return": "returned", "recall": after_recall, "amend": "amended"}[name]


async def take(transaction: AsyncConnection, model: Model, step: tuple[Any, ...]) -> None:
    kind, *rest = step
    if kind == "fill":
        unit, drills, cases = rest
        await fill(transaction, model, unit, {"drills": drills, "cases": cases})
    elif kind == "settle":
        for name in ("submit", "accept"):
            await act(transaction, model, name, rest[0])
    elif kind == "move":
        model.parents[rest[0]] = rest[1]
        await load_campaign(transaction, campaign(model.parents))
    elif kind == "late":
        await set_offset(transaction, "100 years")
    else:
        await act(transaction, model, kind, rest[0])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(steps, min_size=3, max_size=15))
async def test_every_node_equals_a_recomputation(owner: Database, story: list[tuple[Any, ...]]) -> None:
    """I12, R3.9, R3.2: submit, return, accept, recall, amend, late, and units that move."""
    model = Model()
    async with owner.engine.connect() as connection:
        await begin(connection)
        for number, step in enumerate(story):
            await take(connection, model, step)

            await compare(connection, model, UNITS[number % len(UNITS)])
        for unit in UNITS:
            await compare(connection, model, unit)
        await connection.rollback()


async def compare(transaction: AsyncConnection, model: Model, unit: str) -> None:
    rolled = await read_roll_up(transaction, ADMINISTRATOR, "model", unit)
    assert (unit, rolled.roll_up.own) == (unit, model.own(unit))
    assert (unit, rolled.roll_up.total) == (unit, model.total(unit))
    assert (unit, rolled.roll_up.fresh) == (unit, model.fresh(unit, model.own(unit)))
    assert (unit, rolled.is_stale) == (unit, model.is_stale(unit))

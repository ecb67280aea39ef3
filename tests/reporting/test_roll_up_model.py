"""Every node of the tree equals a recomputation, whatever order things happen in (I12, R3.9, R3.3)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from reporting_service.domain.access import Right
from reporting_service.domain.contest import Contest
from reporting_service.domain.editing import Change, tag_of
from reporting_service.domain.errors import DeadlineShortened, PermitNeeded, ReportLocked, WrongState
from reporting_service.domain.filing import Filing, Place
from reporting_service.domain.relief import Kind
from reporting_service.memory.below import RollUps
from reporting_service.queries import filings, forms, lines
from reporting_service.queries.below import leave_out_below
from reporting_service.use_cases.campaigns.load_campaign import load_campaign, load_forms
from reporting_service.use_cases.keep_copies import keep_contests
from reporting_service.use_cases.obligations.end_relief import end_relief
from reporting_service.use_cases.obligations.grant_relief import grant_relief
from reporting_service.use_cases.reports.accept_report import accept_report
from reporting_service.use_cases.reports.amend_report import amend_report
from reporting_service.use_cases.reports.open_report import open_report
from reporting_service.use_cases.reports.permit_check import permit_check
from reporting_service.use_cases.reports.recall_report import recall_report
from reporting_service.use_cases.reports.return_report import return_report
from reporting_service.use_cases.reports.save_report import save_report
from reporting_service.use_cases.reports.submit_report import submit_report
from reporting_service.use_cases.steps.read_place import read_place
from services.contracts.grants import NATIONAL_ADMINISTRATOR, Reach
from services.kit.database import Database
from services.kit.errors import Invalid
from tests.reporting.builders import HEADER, contest
from tests.reporting.reporting_system import turn_to
from tests.reporting.roll_up_model import CATALOGUE, DUE_ON, LINES, PARENTS, TEMPLATE, UNITS, Model, Numbers, campaign

ADMINISTRATOR = Reach([NATIONAL_ADMINISTRATOR], ())
DAYS = [date(2026, 6, 20), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 20)]
units = st.sampled_from(UNITS)
owing = st.sampled_from(tuple(PARENTS))
cells = st.none() | st.integers(0, 9)
days = st.sampled_from([date(2026, 6, 19), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31)])
moves = st.sampled_from(
    [(unit, to) for unit in ("works", "yard") for to in ("north", "south", "city")]
    + [("north", "city"), ("north", "province")]
)


@dataclass
class World:
    """A database in which every story begins at the same point, and a loop to tell it on."""

    runner: asyncio.Runner
    connection: AsyncConnection


class Stories(RuleBasedStateMachine):
    """Submit, return, recall, accept, amend, permit, excuse, extend, re-parent, and time that passes."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(DAYS[0])
        self.roll_ups = RollUps()
        self.steps = 0
        self.story: AsyncTransaction = self.run(self.world.connection.begin_nested())

    def run(self, work: Any) -> Any:
        async def awaited() -> Any:
            return await work

        return self.world.runner.run(awaited())

    def teardown(self) -> None:
        for unit in UNITS:
            self.compare(unit)
        self.run(self.story.rollback())

    @initialize(filled=st.lists(st.tuples(cells, cells), min_size=len(UNITS), max_size=len(UNITS)))
    def begin(self, filled: list[tuple[int | None, int | None]]) -> None:
        for unit, values in zip(UNITS, filled, strict=True):
            self.save(unit, *values)

    @rule(unit=units, drills=cells, cases=cells)
    def save(self, unit: str, drills: int | None, cases: int | None) -> None:
        values: Numbers = dict(zip(LINES, (drills, cases), strict=True))
        filing = self.filing(unit)
        saving = save_report(
            self.world.connection, filing, "tester", Change(values=values, header=HEADER), tag_of(filing)
        )
        if self.model.reports[unit].stands:
            with pytest.raises(ReportLocked):
                self.run(saving)
        else:
            self.run(saving)
            self.model.reports[unit].cells = values

    @rule(unit=units)
    def submit(self, unit: str) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        may = not report.stands or (report.state == "accepted" and self.model.is_stale(unit))
        if self.done(submit_report(self.world.connection, filing, "tester"), may=may):
            self.model.submit(unit)

    @rule(unit=units)
    def accept(self, unit: str) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        accepting = accept_report(self.world.connection, filing, "tester")
        if report.state == "submitted" and not self.model.may_accept(unit):
            with pytest.raises(PermitNeeded):
                self.run(accepting)
        elif self.done(accepting, may=report.state == "submitted"):
            report.state, report.accepted = "accepted", len(report.versions) - 1

    @rule(unit=units)
    def permit(self, unit: str) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        permitting = permit_check(self.world.connection, filing, "tester", "children-missing", "单位已撤销")
        if report.state == "submitted" and not self.model.missed(unit):
            with pytest.raises(Invalid):
                self.run(permitting)
        elif self.done(permitting, may=report.state == "submitted"):
            report.permitted.add(len(report.versions))

    @rule(unit=units)
    def climb(self, unit: str) -> None:
        """The usual way, so that stories get far."""
        self.submit(unit)
        if self.model.reports[unit].state == "submitted" and self.model.missed(unit):
            self.permit(unit)
        self.accept(unit)

    @rule(unit=owing, due_on=st.none() | days)
    def send_back(self, unit: str, due_on: date | None) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        reasons = [{"code": "wrong", "comment": "错"}]
        returning = return_report(self.world.connection, filing, "tester", reasons, due_on)
        if report.state == "submitted" and due_on is not None and due_on < self.model.today:
            with pytest.raises(DeadlineShortened):
                self.run(returning)
        elif self.done(returning, may=report.state == "submitted"):
            report.state, report.extended_to = "returned", due_on or report.extended_to

    @rule(unit=units)
    def recall(self, unit: str) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        if self.done(recall_report(self.world.connection, filing, "tester", "撤回"), may=report.state == "submitted"):
            report.state = "draft" if report.accepted is None else "amended"

    @rule(unit=units)
    def amend(self, unit: str) -> None:
        report, filing = self.model.reports[unit], self.filing(unit)
        if self.done(amend_report(self.world.connection, filing, "tester", "更正"), may=report.state == "accepted"):
            report.state = "amended"

    @rule(unit=owing, until=days)
    def excuse(self, unit: str, until: date) -> None:
        granting = grant_relief(self.world.connection, self.place(unit), "tester", Kind.EXCUSE, until, "停产")
        if until < self.model.today:
            with pytest.raises(DeadlineShortened):
                self.run(granting)
        else:
            self.run(granting)
            self.model.reports[unit].excused_until = until

    @rule(unit=owing, until=days)
    def extend(self, unit: str, until: date) -> None:
        granting = grant_relief(self.world.connection, self.place(unit), "tester", Kind.EXTENSION, until, "汛情")
        if until < max(self.model.today, DUE_ON):
            with pytest.raises(DeadlineShortened):
                self.run(granting)
        else:
            self.run(granting)
            self.model.reports[unit].extended_to = until

    @rule(unit=owing, kind=st.sampled_from(Kind))
    def end(self, unit: str, kind: Kind) -> None:
        self.run(end_relief(self.world.connection, self.place(unit)[0], kind))
        if kind is Kind.EXCUSE:
            self.model.reports[unit].excused_until = None
        else:
            self.model.reports[unit].extended_to = None

    @rule(move=moves)
    def move(self, move: tuple[str, str]) -> None:
        unit, to = move
        self.model.parents[unit] = to
        self.run(load_campaign(self.world.connection, campaign(self.model.parents)))

    @rule(day=st.sampled_from(DAYS))
    def pass_time(self, day: date) -> None:
        self.model.today = max(day, self.model.today)
        self.run(turn_to(self.world.connection, f"{self.model.today} 21:00"))

    @invariant()
    def one_node_after_each_step(self) -> None:
        self.steps += 1
        self.compare(UNITS[self.steps % len(UNITS)])

    def done(self, work: Any, *, may: bool) -> bool:
        """Whether the act took place; one out of turn is refused."""
        if not may:
            with pytest.raises(WrongState):
                self.run(work)
            return False
        self.run(work)
        return True

    def place(self, unit: str) -> tuple[Place, Contest]:
        template = self.run(forms.read_template(self.world.connection, "model"))
        place = self.run(lines.read_place(self.world.connection, template, unit, "model"))
        return place, self.run(filings.read_contest(self.world.connection, place))

    def filing(self, unit: str) -> Filing:
        found: Filing = self.run(
            filings.read_filing_at(self.world.connection, *self.place(unit), self.roll_ups.read_below)
        )
        return found

    def compare(self, unit: str) -> None:
        model = self.model
        filing, report = self.filing(unit), model.reports[unit]
        rolled = filing.roll_up
        assert (unit, rolled.own) == (unit, model.own(unit))
        assert (unit, rolled.total) == (unit, model.total(unit))
        assert (unit, rolled.fresh) == (unit, model.fresh(unit, model.own(unit)))
        assert (unit, filing.delta) == (unit, model.delta(unit))
        assert (unit, filing.is_stale) == (unit, model.is_stale(unit))
        assert {code for code, _ in rolled.missing} == model.absent(unit, excused=False)
        assert {code for code, _ in rolled.excused} == model.absent(unit, excused=True)
        assert (unit, filing.due_on, filing.is_late) == (unit, report.due_on, report.is_late(model.today))
        if report.stands:
            assert filing.latest is not None
            assert filing.latest.content["total"] == report.versions[-1]["total"]


@contextmanager
def world(url: str) -> Iterator[World]:
    """Its transaction is never committed; every story rolls back to its beginning."""
    with asyncio.Runner() as runner:
        owner = Database(url, application_name="model")
        connection = runner.run(begun(owner))
        try:
            yield World(runner, connection)
        finally:
            runner.run(connection.close())
            runner.run(owner.close())


async def begun(owner: Database) -> AsyncConnection:
    connection = await owner.engine.connect()
    await load_forms(connection, CATALOGUE, [TEMPLATE])
    await load_campaign(connection, campaign(PARENTS))
    await keep_contests(connection, [contest(version=7)])
    await turn_to(connection, f"{DAYS[0]} 10:00")
    for unit in UNITS:
        at = await read_place(connection, ADMINISTRATOR, "model", unit, Right.FILL)
        await open_report(connection, leave_out_below, at, ADMINISTRATOR, "tester")
    return connection


def tell(url: str, stories: int, steps: int) -> None:
    with world(url) as Stories.world:
        run_state_machine_as_test(
            Stories, settings=settings(max_examples=stories, stateful_step_count=steps, deadline=None)
        )


def test_every_node_equals_a_recomputation(postgres_url: str) -> None:
    """I12, R3.9, R3.2, R3.3"""
    tell(postgres_url, stories=40, steps=15)


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_every_node_equals_a_recomputation_in_two_thousand_stories(postgres_url: str, part: int) -> None:
    """I12, R3.9, R3.2, R3.3"""
    del part
    tell(postgres_url, stories=500, steps=15)

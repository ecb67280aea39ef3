"""A report with everything that its rules need, as it stands at one instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from reporting_service.domain import checks
from reporting_service.domain.checks import Check
from reporting_service.domain.contest import Contest, Due, Prefilled, Total, prefill, with_contest_lines
from reporting_service.domain.forms import Template
from reporting_service.domain.lines import Standpoint
from reporting_service.domain.report import WORKING, Report, Sheet, Unit, Version
from reporting_service.domain.roll_up import RollUp, Subordinates, difference, roll_up


@dataclass(frozen=True)
class Place:
    """A unit in the reporting line of a template: what it owes and to whom."""

    unit: Unit
    template: Template
    campaign_id: str
    contest_id: str
    due: Due
    standpoint: Standpoint
    days_earlier: int
    extended_to: date | None = None


@dataclass(frozen=True)
class Filing:
    """`latest` is the latest version submitted."""

    place: Place
    report: Report
    sheet: Sheet
    latest: Version | None
    contest: Contest
    total: Total | None
    below: Subordinates
    attachments: int
    now: datetime

    @property
    def is_working(self) -> bool:
        return self.report.state in WORKING

    @property
    def template(self) -> Template:
        return self.place.template

    @property
    def due_on(self) -> date:
        return self.place.extended_to or self.place.due.on(self.contest, self.place.days_earlier)

    @property
    def is_late(self) -> bool:
        """Of the version that stands; before the first one, whether the day is past."""
        if self.latest is not None:
            return self.latest.is_late
        return self.contest.day_of(self.now) > self.due_on

    @cached_property
    def live(self) -> Mapping[str, Prefilled]:
        """What the contest says now."""
        return prefill(self.template, self.total)

    @cached_property
    def prefilled(self) -> Mapping[str, Prefilled]:
        if self.is_working or self.latest is None:
            return self.live
        frozen = self.latest.content["prefilled"]
        return {name: Prefilled(each["value"], datetime.fromisoformat(each["as_of"])) for name, each in frozen.items()}

    @cached_property
    def values(self) -> Mapping[str, int | None]:
        """The cells as people see them: working values, or those of the version that stands."""
        if not self.is_working and self.latest is not None:
            return {name: self.latest.content["own"].get(name) for name in self.template.indicator_ids}
        shown = with_contest_lines(self.sheet.cells, self.live)
        return {name: shown.get(name) for name in self.template.indicator_ids}

    @property
    def other_activities(self) -> Sequence[Mapping[str, Any]]:
        if not self.template.has_activities:
            return []
        if not self.is_working and self.latest is not None:
            frozen: Sequence[Mapping[str, Any]] = self.latest.content["other_activities"]
            return frozen
        return self.sheet.other_activities

    @property
    def as_of(self) -> datetime:
        if not self.is_working and self.latest is not None:
            return self.latest.submitted_at
        return self.now

    @cached_property
    def roll_up(self) -> RollUp:
        return roll_up(self.template, self.values, self.below, self.contest.day_of(self.now))

    @property
    def excused(self) -> frozenset[str]:
        """Codes of the units below that need not report."""
        return frozenset(code for code, _ in self.roll_up.excused)

    @cached_property
    def delta(self) -> Mapping[str, int]:
        """What the total would gain if every level were made anew: against the version that stands, if one does."""
        is_standing = not self.is_working and self.latest is not None
        shown = self.latest.content["total"] if is_standing and self.latest is not None else self.roll_up.total
        return difference(self.template.indicator_ids, self.roll_up.fresh, shown)

    @property
    def is_stale(self) -> bool:
        """Whether a child has changed since the total was made (R3.9)."""
        if self.delta or not self.roll_up.is_settled:
            return True
        if self.is_working or self.latest is None:
            return False
        used = {(each["unit"], each["version"]) for each in self.latest.content["children"]}
        return used != {(each.unit, each.version) for each in self.roll_up.children}

    @cached_property
    def findings(self) -> list[Check]:
        return checks.examine(
            checks.Subject(
                template=self.template,
                header=self.report.header,
                values=self.values,
                filled=self.prefilled,
                explanations=self.report.explanations,
                previous=self._previous,
                most_attempts=self.contest.days_so_far(self.now) * self.contest.sessions_per_day,
                roll_up=self.roll_up,
                attachments=self.attachments,
            )
        )

    @property
    def _previous(self) -> Mapping[str, int | None]:
        return self.latest.content["own"] if self.latest is not None and self.is_working else {}

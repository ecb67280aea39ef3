"""A report with everything that its rules need, as it stands at one instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from reporting_service.domain import checks
from reporting_service.domain.campaign import Campaign
from reporting_service.domain.checks import Check
from reporting_service.domain.contest import CampTotal, Contest, Due, Prefilled, Total, prefill, with_contest_lines
from reporting_service.domain.forms import Counting, Template
from reporting_service.domain.lines import Standpoint
from reporting_service.domain.report import WORKING, Report, State, Unit, Version
from reporting_service.domain.roll_up import RollUp, Subordinates, difference, roll_up


@dataclass(frozen=True)
class Place:
    """A unit in the reporting line of a template: what it owes and to whom."""

    unit: Unit
    template: Template
    campaign: Campaign
    due: Due
    standpoint: Standpoint
    days_earlier: int
    extended_to: date | None = None
    seal_name: str | None = None
    contest_units: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the unit and those above it."""

    @property
    def campaign_id(self) -> str:
        return self.campaign.id

    @property
    def counted_units(self) -> tuple[str, ...]:
        """Whose participants the contest lines count; none where they are typed."""
        if self.template.counting is Counting.UNIT:
            return (self.unit.code,) if self.unit.is_entrance else ()
        return self.contest_units if self.template.counting is Counting.UNITS else ()

    @property
    def name_on_paper(self) -> str:
        """What the seal says."""
        return self.seal_name or self.unit.name


@dataclass(frozen=True)
class Offer:
    """What another form of the same unit says of an indicator."""

    value: int
    from_template: str
    as_of: datetime


@dataclass(frozen=True)
class Filing:
    """`latest` is the latest version submitted; `said_elsewhere` is what other forms of the unit say."""

    place: Place
    report: Report
    latest: Version | None
    contest: Contest
    total: Total | None
    below: Subordinates
    attachments: int
    now: datetime
    said_elsewhere: Mapping[str, Offer] = field(default_factory=dict)
    camp: CampTotal | None = None

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
    def filled_by(self) -> dict[str, str] | None:
        """The unit above that fills in for this one, with its name."""
        code = self.report.filled_by
        return None if code is None else {"code": code, "name": self.place.names.get(code, code)}

    @property
    def is_late(self) -> bool:
        """Of the version that stands; before the first one, whether the day is past."""
        if self.latest is not None:
            return self.latest.is_late
        return self.contest.day_of(self.now) > self.due_on

    @cached_property
    def live(self) -> Mapping[str, Prefilled]:
        """What contest and camp say now."""
        return prefill(self.template, self.total, self.camp)

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
        shown = with_contest_lines(self.report.cells, self.live)
        return {name: shown.get(name) for name in self.template.indicator_ids}

    @property
    def offered(self) -> Mapping[str, Offer]:
        """What could be taken over into this form, where it says something else (R3.8)."""
        if not self.is_working:
            return {}
        return {
            name: offer
            for name, offer in self.said_elsewhere.items()
            if name not in self.live and self.values.get(name) != offer.value
        }

    @property
    def other_activities(self) -> Sequence[Mapping[str, Any]]:
        if not self.template.has_activities:
            return []
        if not self.is_working and self.latest is not None:
            frozen: Sequence[Mapping[str, Any]] = self.latest.content["other_activities"]
            return frozen
        return self.report.other_activities

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
        fresh = dict(self.roll_up.fresh)
        for name, (before, now) in self._counted_since.items():
            fresh[name] = (fresh[name] or 0) - before + now
        return difference(self.template.indicator_ids, fresh, shown)

    @property
    def _counted_since(self) -> Mapping[str, tuple[int, int]]:
        """What contest or camp said of lines that a standing version took from them, and say by now (R3.7)."""
        if self.is_working or self.latest is None:
            return {}
        own = self.latest.content["own"]
        return {
            name: (self.prefilled[name].value, each.value)
            for name, each in self.live.items()
            if name in self.prefilled and own.get(name) == self.prefilled[name].value
        }

    @property
    def renewed(self) -> "Filing":
        """A standing report as it would be submitted anew: with what the contest and the units below say now."""
        return self if self.is_working else replace(self, report=replace(self.report, state=State.AMENDED))

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
                most_attempts=self.contest.most_attempts(self.now),
                roll_up=self.roll_up,
                attachments=self.attachments,
            )
        )

    @property
    def _previous(self) -> Mapping[str, int | None]:
        return self.latest.content["own"] if self.latest is not None and self.is_working else {}

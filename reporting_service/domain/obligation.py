"""What units owe, and how much of it has come in. Obligations are counted, so no rate passes 1 (R3.3, R3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.contest import Contest, Due
from reporting_service.domain.relief import Relief
from reporting_service.domain.report import State, Unit

REMIND_DAYS_AHEAD = 3


@dataclass(frozen=True)
class Obligation:
    """A unit's duty to report to its parent. `state` None: nothing has been begun."""

    campaign: Campaign
    template_id: str
    unit: Unit
    parent: str
    due: Due
    days_earlier: int
    report_id: UUID | None
    state: State | None
    submitted_version: int
    accepted_version: int | None
    was_late: bool | None
    owed_since: datetime
    submitted_at: datetime | None
    saved_at: datetime | None
    extension: Relief | None = None
    excuse: Relief | None = None
    reminders: Sequence[Mapping[str, Any]] = ()

    @property
    def campaign_id(self) -> str:
        return self.campaign.id

    @property
    def is_submitted(self) -> bool:
        """Something stands with the parent: a report that was returned or recalled does not."""
        return self.accepted_version is not None or self.state in (State.SUBMITTED, State.ACCEPTED)

    def due_on(self, contest: Contest) -> date:
        return self.extension.until if self.extension else self.due.on(contest, self.days_earlier)

    def is_excused(self, contest: Contest, now: datetime) -> bool:
        """What came in all the same counts as everybody's."""
        return not self.is_submitted and self.excuse is not None and contest.day_of(now) <= self.excuse.until

    def is_late(self, contest: Contest, now: datetime) -> bool:
        if self.was_late is not None:
            return self.was_late
        return not self.is_excused(contest, now) and contest.day_of(now) > self.due_on(contest)

    def reminder_due(self, contest: Contest, now: datetime) -> str | None:
        """The kind of reminder that this unit has earned today, missing its own deadline and nobody else's."""
        if self.is_submitted or self.is_excused(contest, now):
            return None
        left = (self.due_on(contest) - contest.day_of(now)).days
        if left < 0:
            return "overdue"
        return "due-soon" if left <= REMIND_DAYS_AHEAD else None


@dataclass(frozen=True)
class Owed:
    """An obligation as it stands at an instant of its contest."""

    obligation: Obligation
    title: str
    contest: Contest
    now: datetime


@dataclass(frozen=True)
class Completeness:
    """`obligated` leaves out the `excused`."""

    obligated: int
    excused: int
    submitted: int
    accepted: int
    on_time: int

    @staticmethod
    def of(obligations: Sequence[Obligation], contest: Contest, now: datetime) -> "Completeness":
        excused = sum(each.is_excused(contest, now) for each in obligations)
        submitted = [each for each in obligations if each.is_submitted]
        return Completeness(
            obligated=len(obligations) - excused,
            excused=excused,
            submitted=len(submitted),
            accepted=sum(each.accepted_version is not None for each in obligations),
            on_time=sum(not each.was_late for each in submitted),
        )

    def rate(self, count: int) -> float:
        return round(count / self.obligated, 4) if self.obligated else 1.0

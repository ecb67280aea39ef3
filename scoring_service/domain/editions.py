"""Which ranking report: of a day, of an ISO week or of the whole contest, and by which metric (R2.10)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from scoring_service.domain.contest import Contest
from scoring_service.domain.ranking import Metric, Period
from scoring_service.domain.weeks import monday_of


@dataclass(frozen=True)
class Edition:
    """`day` is None for the whole contest, and the Monday for a week."""

    period: Period = Period.TOTAL
    day: date | None = None
    metric: Metric = Metric.POINTS

    @classmethod
    def of(cls, contest: Contest, period: Period, day: date | None, today: date, metric: Metric) -> Self:
        """Without a day the one of today, or the last before the contest ended."""
        if period is Period.TOTAL:
            return cls(period, None, metric)
        day = day or max(contest.first_day, min(today, contest.last_day))
        return cls(period, monday_of(day) if period is Period.WEEK else day, metric)

    def former(self, contest: Contest) -> Self | None:
        """The day or week before; None before the contest began, and for the whole of it."""
        if self.day is None:
            return None
        before = self.day - (timedelta(days=7) if self.period is Period.WEEK else timedelta(days=1))
        first = monday_of(contest.first_day) if self.period is Period.WEEK else contest.first_day
        return None if before < first else replace(self, day=before)

    def serial(self, contest: Contest) -> int | None:
        """The number of the day or week within the contest, from 1."""
        if self.day is None:
            return None
        if self.period is Period.WEEK:
            return (self.day - monday_of(contest.first_day)).days // 7 + 1
        return (self.day - contest.first_day).days + 1

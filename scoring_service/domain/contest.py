"""A contest as scoring knows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scoring_service.domain.ranking import Scale

MOST_DAYS = 100
"""A longer window keeps the ledger of its later days in the partition for everything else."""


@dataclass(frozen=True)
class Final:
    """All sessions of a contest, as quiz counts them: their number, and an order-free hash of ids and scores."""

    at: datetime
    sessions: int
    digest: int


@dataclass(frozen=True)
class Contest:
    """`closes_at` is exclusive. `eligible_units` None means every unit.

    `final` is what quiz declared; since `frozen_at` the ledger holds all of it and boards no longer move.
    """

    id: str
    version: int
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    entries: tuple[str, ...]
    eligible_units: tuple[str, ...] | None
    received_at: datetime
    scale: Scale
    final: Final | None = None
    frozen_at: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_day(self) -> date:
        return self.opens_at.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        return (self.closes_at - timedelta(microseconds=1)).astimezone(self.zone).date()

    @property
    def ledger_days(self) -> tuple[date, date]:
        """First and last day that get a partition of their own."""
        return self.first_day, min(self.last_day, self.first_day + timedelta(days=MOST_DAYS - 1))

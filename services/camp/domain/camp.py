"""A camp as data: when, for whom, what is taught, and what earns a certificate (R6.11)."""

from dataclasses import dataclass
from datetime import datetime

MS_PER_MINUTE = 60_000


@dataclass(frozen=True)
class Rules:
    """`certificate_hours` are lesson hours of `lesson_hour_minutes` each."""

    lesson_hour_minutes: int
    certificate_hours: int
    works_per_person: int

    @property
    def lesson_hour_ms(self) -> int:
        return self.lesson_hour_minutes * MS_PER_MINUTE

    def missing_ms(self, counted_ms: int) -> int:
        """What is still to be learnt before there is a certificate."""
        return max(self.certificate_hours * self.lesson_hour_ms - counted_ms, 0)

    def lesson_hours(self, counted_ms: int) -> float:
        return lesson_hours(counted_ms, self.lesson_hour_minutes)


def lesson_hours(counted_ms: int, lesson_hour_minutes: int) -> float:
    """Rounded down to hundredths, so that nobody is shown an hour that is not there."""
    return counted_ms * 100 // (lesson_hour_minutes * MS_PER_MINUTE) / 100


@dataclass(frozen=True)
class Camp:
    """Open from `opens_at` until before `closes_at`; announced from `preheats_at`."""

    id: str
    title: str
    owner_unit: str
    preheats_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    topics: tuple[str, ...]
    entries: tuple[str, ...]
    rules: Rules

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True)
class Lesson:
    """`starts_at` is that of a live lecture; films and replays can be watched at any time."""

    id: str
    camp_id: str
    title: str
    category: str
    kind: str
    duration_ms: int
    provider: str
    url: str
    starts_at: datetime | None

"""A session as it stands in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Session:
    """`paper` names question revisions by position; `key` and `answers` are bit masks over their options.

    `unit_path` was frozen at the start, root first (R2.3).
    """

    contest_day: date
    id: UUID
    contest_id: str
    participant_id: UUID
    ordinal: int
    entry: str
    unit_path: Sequence[str]
    unit_name: str
    started_at: datetime
    deadline_at: datetime
    paper: Sequence[int]
    key: Sequence[int]
    points_per_question: int
    answers: Sequence[int | None]
    revisions: Sequence[int | None]
    finished_at: datetime | None
    finish_reason: str | None
    score: int | None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def max_score(self) -> int:
        return len(self.paper) * self.points_per_question

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_finished and self.deadline_at < now

"""A session as it stands in the record."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from quiz_service.domain.grading import ANY_ANSWER


class Session(NamedTuple):
    """`paper` names question revisions by position; `key` and `answers` are bit masks over their options.

    Where a question was withdrawn the key holds the verdict of `domain.grading` instead.

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
    key: Sequence[int | None]
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
        """Of what is counted."""
        return sum(1 for right in self.key if right is not None) * self.points_per_question

    @property
    def withdrawn_questions(self) -> int:
        return sum(1 for right in self.key if right is None or right == ANY_ANSWER)

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_finished and self.deadline_at < now

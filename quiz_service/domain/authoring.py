"""Questions as editors and reviewers see them: versions, who wrote and who approved them, withdrawals (R1.12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quiz_service.domain.bank_errors import NothingToApprove, OwnWriting, QuestionWithdrawn
from quiz_service.domain.question import Question

OPERATOR = "operator"
"""Who imports at the command line, with the owner's rights: nobody else has to approve."""


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What a withdrawal makes of the answers given. The largest possible score falls only where nothing is counted."""

    EVERYONE_RIGHT = "everyone_right"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True)
class Withdrawal:
    """`regraded` counts finished sessions so far; all have been when `finished_at` is set."""

    id: str
    bank_id: str
    question_id: str
    version: int
    decision: Decision
    reason: str
    withdrawn_at: datetime
    regraded: int
    finished_at: datetime | None


@dataclass(frozen=True)
class Authored:
    """The newest version of a question. `published_version` is the one in use, None before the first approval."""

    bank_id: str
    question: Question
    version: int
    author: str
    written_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    published_version: int | None
    withdrawal: Withdrawal | None

    @property
    def state(self) -> State:
        if self.withdrawal is not None:
            return State.WITHDRAWN
        return State.DRAFT if self.approved_at is None else State.PUBLISHED

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.state}"'


def check_reviewer(accounts: Collection[str], authors: Collection[str]) -> None:
    """`authors` wrote the versions since the published one; each may have left something in the newest (R1.12).

    `accounts` are those of the person who reviews. Raises `OwnWriting`.
    """
    if not set(accounts).isdisjoint(authors):
        raise OwnWriting


def check_draft(known: Authored) -> None:
    """Raises `QuestionWithdrawn`, or `NothingToApprove` where the newest version is in use already."""
    if known.state is State.WITHDRAWN:
        raise QuestionWithdrawn
    if known.state is State.PUBLISHED:
        raise NothingToApprove

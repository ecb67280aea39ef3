"""A work: a short film by a learner, from its draft to the public (R6.11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.camp.domain.work_errors import OwnPublication, WorkIncomplete, WrongWorkState


class State(StrEnum):
    """`ERASED` is a published work of somebody who left: it is shown to nobody, and counts for its unit."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Act(StrEnum):
    CHANGE = "change"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    SELECT = "select"


WRITABLE = frozenset({State.DRAFT, State.RETURNED})
FROM: Mapping[Act, Collection[State]] = {
    Act.CHANGE: WRITABLE,
    Act.SUBMIT: WRITABLE,
    Act.RETURN: {State.SUBMITTED, State.PUBLISHED},
    Act.PUBLISH: {State.SUBMITTED},
    Act.WITHDRAW: {State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED},
    Act.SELECT: {State.PUBLISHED},
}
COUNTED = (State.PUBLISHED, State.ERASED)
"""What boards and totals call a work."""


@dataclass(frozen=True)
class Content:
    """What its author writes; `url` is empty while there is neither link nor file."""

    title: str
    text: str
    topic: str
    category: str
    provider: str
    url: str
    has_consent: bool
    is_original: bool


@dataclass(frozen=True)
class Work:
    """`unit_path` is the attribution as the author enrolled; `reason` why it was returned."""

    id: UUID
    camp_id: str
    participant_id: UUID
    entry: str
    unit_path: tuple[str, ...]
    unit_name: str
    content: Content
    state: State
    created_at: datetime
    reason: str = ""
    submitted_at: datetime | None = None
    published_at: datetime | None = None
    published_by: UUID | None = None

    def check(self, act: Act) -> None:
        """Raises `WrongWorkState`."""
        if self.state not in FROM[act]:
            raise WrongWorkState(extra={"state": self.state})

    def submitted(self, now: datetime) -> "Work":
        """Raises `WrongWorkState`, or `WorkIncomplete` naming what the notice demands of every work and is missing."""
        self.check(Act.SUBMIT)
        content = self.content
        wanted = {"media": content.url, "consent": content.has_consent, "original": content.is_original}
        missing = [name for name, given in wanted.items() if not given]
        if missing:
            raise WorkIncomplete(extra={"missing": missing})
        return replace(self, state=State.SUBMITTED, submitted_at=now, reason="")

    def published(self, now: datetime, reviewer: UUID) -> "Work":
        self.check(Act.PUBLISH)
        return replace(self, state=State.PUBLISHED, published_at=now, published_by=reviewer, reason="")

    def check_selection(self, persons: Collection[UUID]) -> None:
        """`persons` are all accounts of whoever selects. Raises `WrongWorkState` or `OwnPublication`."""
        self.check(Act.SELECT)
        if self.published_by in persons:
            raise OwnPublication


@dataclass(frozen=True)
class Selection:
    """A unit recommends a work to the one above it (择优推荐)."""

    unit_code: str
    selected_by: UUID
    selected_at: datetime
    comment: str


@dataclass(frozen=True)
class Shown:
    """A published work in a list: equal numbers of likes share a rank."""

    work: Work
    likes: int
    rank: int


@dataclass(frozen=True)
class Reviewed:
    """A work as its reviewers see it, with the reasons of those who complained about it."""

    work: Work
    likes: int
    selections: Sequence[Selection]
    complaints: Sequence[str]

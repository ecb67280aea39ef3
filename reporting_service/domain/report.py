"""A report: one form of one unit, its state, and the versions that it has had (R3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from reporting_service.domain.errors import WrongState


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    AMENDED = "amended"


class Act(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    RECALL = "recall"
    AMEND = "amend"


WORKING = (State.DRAFT, State.RETURNED, State.AMENDED)
"""A unit works on its report in these states; in the others the latest version stands."""

AFTER: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
    (State.AMENDED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Act.RECALL): State.DRAFT,
    (State.ACCEPTED, Act.AMEND): State.AMENDED,
}


def after(state: State, act: Act, *, is_stale: bool = False) -> State:
    """The state after the act. An accepted report that is stale may be submitted anew as it is.

    Raises `WrongState`.
    """
    if is_stale and (state, act) == (State.ACCEPTED, Act.SUBMIT):
        return State.SUBMITTED
    if (state, act) not in AFTER:
        raise WrongState(extra={"state": state})
    return AFTER[state, act]


@dataclass(frozen=True)
class Unit:
    """`is_local`: one of the campaign's own, which the directory does not have.

    `is_entrance`: one that participants of a contest belong to, so that the contest counts them.
    """

    code: str
    name: str
    is_local: bool = False
    is_entrance: bool = True


@dataclass(frozen=True)
class Report:
    """A contest line stands in `cells` only where it is overridden or typed.

    `filled_by` is the unit above that fills in for this one, which has no reporter.
    """

    id: UUID
    campaign_id: str
    template_id: str
    unit_code: str
    state: State
    revision: int
    submitted_version: int
    accepted_version: int | None
    header: Mapping[str, Any]
    cells: Mapping[str, int | None]
    other_activities: Sequence[Mapping[str, Any]]
    explanations: Mapping[str, str]
    saved_at: datetime
    filled_by: str | None
    returned: Sequence[Mapping[str, Any]]
    reason: str | None

    @property
    def version(self) -> int:
        """The latest version submitted, or the next one while it is being written."""
        is_next = self.state in (State.DRAFT, State.AMENDED)
        return self.submitted_version + is_next


@dataclass(frozen=True)
class Version:
    """What was submitted; it never changes."""

    report_id: UUID
    version: int
    content: Mapping[str, Any]
    digest: str
    submitted_at: datetime
    submitted_by: str
    is_late: bool
    reason: str | None

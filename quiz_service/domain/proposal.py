"""A withdrawal that one person proposes and a second one decides (R1.12, I21)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quiz_service.domain.authoring import Decision
from quiz_service.domain.bank_errors import OwnProposal


class ProposalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Proposal:
    """`accepts_repeats` says that its proposer takes papers that repeat themselves into account."""

    id: str
    bank_id: str
    question_id: str
    version: int
    decision: Decision
    reason: str
    accepts_repeats: bool
    proposed_by: str
    proposed_at: datetime
    state: ProposalState = ProposalState.OPEN


@dataclass(frozen=True)
class Effect:
    """What a withdrawal does: so many finished sessions hold the question, so many units get other totals."""

    sessions: int
    units_moved: int


@dataclass(frozen=True)
class Demand:
    """What a contest still draws from its bank: for each participant, on each day, and on all days that remain."""

    per_session: int
    remaining: int


def check_second_person(persons: Collection[str], proposal: Proposal) -> None:
    """`persons` are the accounts of whoever decides. Raises `OwnProposal`."""
    if proposal.proposed_by in persons:
        raise OwnProposal


def is_too_small(available: int, demands: Sequence[Demand]) -> bool:
    """Whether a bank of so many questions falls short once one of them leaves it.

    It does where a paper cannot be filled any more, or not without repeats on the days that remain though it could
    before.
    """
    left = available - 1
    return any(left < each.per_session or left < each.remaining <= available for each in demands)

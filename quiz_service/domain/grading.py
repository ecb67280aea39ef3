"""How a session is graded and when an answer counts: the oracle of what the statements do in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz_service.domain.authoring import Decision

Mask = int | None
"""The chosen options of one position as bits; None where nothing was saved."""

Key = int | None
"""What is right at one position: a mask, or what the withdrawal of its question has put in the mask's place."""

ANY_ANSWER = -1
"""Every answer is right, none given included. Where nothing is counted the key holds no mask at all."""


@dataclass(frozen=True)
class Verdict:
    answers: tuple[Mask, ...]
    right_answers: int
    finish_reason: str
    finished_at: datetime


def verdict_of(decision: Decision) -> Key:
    """What stands in the key from the withdrawal on."""
    return ANY_ANSWER if decision is Decision.EVERYONE_RIGHT else None


def is_right(right: Key, chosen: Mask) -> bool:
    """A multiple choice is right when the sets are equal; there are no part marks."""
    return right is not None and right in (chosen, ANY_ANSWER)


def count_right(key: Sequence[Key], answers: Sequence[Mask]) -> int:
    return sum(1 for right, chosen in zip(key, answers, strict=True) if is_right(right, chosen))


def is_in_time(arrived_at: datetime, deadline_at: datetime) -> bool:
    return arrived_at <= deadline_at


def hand_in(
    key: Sequence[Key], saved: Sequence[Mask], given: Sequence[Mask], arrived_at: datetime, deadline_at: datetime
) -> Verdict:
    """In time, the given answers overlay the saved ones; later, what was saved counts as of the deadline (R1.3)."""
    if not is_in_time(arrived_at, deadline_at):
        return Verdict(tuple(saved), count_right(key, saved), "deadline", deadline_at)
    padded = [*given, *[None] * (len(saved) - len(given))]
    answers = tuple(new if new is not None else old for new, old in zip(padded, saved, strict=True))
    return Verdict(answers, count_right(key, answers), "submitted", arrived_at)

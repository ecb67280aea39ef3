"""The rules of a contest (R1.1, R1.2, R1.3, R1.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quiz_service.domain.question import Audience, Kind


class Identity(StrEnum):
    """Who may start: everybody who has signed in, or only who has shown a telephone number to be theirs."""

    ANY = "any"
    VERIFIED_PHONE = "verified_phone"


class Pools(StrEnum):
    """What a paper is drawn from: the whole bank, or the part of it that serves this contest day alone."""

    WHOLE_BANK = "whole_bank"
    BY_DAY = "by_day"


class Reveal(StrEnum):
    """When keys and explanations are shown: at the hand-in, or when the contest day has ended."""

    AT_HAND_IN = "at_hand_in"
    AFTER_DAY = "after_day"


@dataclass(frozen=True)
class CompositeWeights:
    """What each share contributes to the composite of the boards; only their proportions matter."""

    points: float
    participation_rate: float
    average_score: float


@dataclass(frozen=True)
class Blueprint:
    """What every paper is made of: questions of each kind, and the bounds of the sum of their difficulties."""

    kinds: Mapping[Kind, int]
    difficulty_sum: tuple[int, int] | None = None


LONGEST_SESSION_S = 86_400
"""No contest gives more time: what runs began yesterday at the earliest."""


@dataclass(frozen=True)
class CertificateRule:
    """What earns a certificate of participation: days played, points, and sessions with full marks."""

    days: int
    points: int
    full_marks: int


@dataclass(frozen=True)
class RehearsalRule:
    """So many days before the opening people may rehearse, with the questions of a bank of its own."""

    days: int
    bank_id: str


@dataclass(frozen=True)
class Rules:
    """`smallest_sample` is the fewest sessions of which boards show a rate or an average.

    A contest for officials draws their questions beside everybody's; one for the public draws everybody's alone.
    """

    questions_per_session: int
    points_per_question: int
    time_limit_seconds: int
    sessions_per_day: int
    identity: Identity = Identity.ANY
    smallest_sample: int = 0
    composite: CompositeWeights | None = None
    pools: Pools = Pools.WHOLE_BANK
    reveal: Reveal = Reveal.AT_HAND_IN
    blueprint: Blueprint | None = None
    certificate: CertificateRule | None = None
    audience: Audience = Audience.PUBLIC
    rehearsal: RehearsalRule | None = None

    @property
    def max_score(self) -> int:
        return self.questions_per_session * self.points_per_question

"""Values inside events: rules of a contest, its end, and how a question went."""

from datetime import datetime
from uuid import UUID

import msgspec


class ListedSession(msgspec.Struct, frozen=True):
    """A session as quiz holds it now; `score` is None until it is finished, `revision` counts later scores."""

    session_id: UUID
    score: int | None
    is_full_mark: bool
    revision: int


class QuestionMark(msgspec.Struct, frozen=True):
    """How one question of a finished session went."""

    question_id: str
    category: str
    correct: bool


class CompositeWeights(msgspec.Struct, frozen=True):
    """What each share contributes to the composite of a board; only their proportions matter."""

    points: float
    participation_rate: float
    average_score: float


class Blueprint(msgspec.Struct, frozen=True):
    """What every paper is made of: questions of each kind, and the bounds of the sum of their difficulties."""

    kinds: dict[str, int]
    difficulty_sum: tuple[int, int] | None = None


class ContestRules(msgspec.Struct, frozen=True):
    """`smallest_sample` is the fewest sessions of which a rate or an average says something."""

    questions_per_session: int
    points_per_question: int
    time_limit_seconds: int
    sessions_per_day: int
    identity: str = "any"
    smallest_sample: int = 0
    composite: CompositeWeights | None = None
    pools: str = "whole_bank"
    reveal: str = "at_hand_in"
    blueprint: Blueprint | None = None


class ContestFinal(msgspec.Struct, frozen=True):
    """Nothing more can come of the contest: these were all of its sessions.

    `digest` is the XOR of their hashes, as in `BucketDigest`.
    """

    finalised_at: datetime
    sessions: int
    digest: int

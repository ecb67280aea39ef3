"""What answers say of a question: how hard it is, whether it tells the able from the others, what its options draw."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quiz_service.domain.options import MOST_OPTIONS
from quiz_service.domain.question import Question, indexes_of

ENOUGH = 200
"""Sessions from which on answers say how hard a question is: the share of right ones is known to seven points."""
EASY, FAIR = 0.8, 0.5
"""Shares of right answers from which on a question is of difficulty 1 and 2; below it is of difficulty 3."""
ItemKey = tuple[int, int]
"""Revision of the question, and how many questions the papers have: rest scores of equal length can be added."""


@dataclass(slots=True)
class Tally:
    """Sums over finished sessions. The rest of a session is the number of its other questions that were answered right.

    `chosen` counts each option; of a multiple choice several may be chosen at once.
    """

    sessions: int = 0
    right: int = 0
    left_out: int = 0
    rest: int = 0
    rest_squared: int = 0
    rest_when_right: int = 0
    chosen: list[int] = field(default_factory=lambda: [0] * MOST_OPTIONS)


def tally(sessions: Iterable[tuple[Sequence[Question], Sequence[int | None]]]) -> Mapping[ItemKey, Tally]:
    """Sums by question over the papers and answers of these sessions.

    Answers are judged by the question's own key, whatever a withdrawal has made of it since: that is what is looked at.
    """
    tallies: defaultdict[ItemKey, Tally] = defaultdict(Tally)
    for paper, answers in sessions:
        verdicts = [chosen == question.right for question, chosen in zip(paper, answers, strict=True)]
        length, right = len(paper), sum(verdicts)
        for question, chosen, is_right in zip(paper, answers, verdicts, strict=True):
            rest = right - is_right
            sums = tallies[question.revision, length]
            sums.sessions += 1
            sums.rest += rest
            sums.rest_squared += rest * rest
            if is_right:
                sums.right += 1
                sums.rest_when_right += rest
            if chosen:
                for option in indexes_of(chosen):
                    sums.chosen[option] += 1
            else:
                sums.left_out += 1
    return tallies


@dataclass(frozen=True)
class ItemStatistics:
    """`difficulty` is the share of right answers.

    `discrimination` is the point-biserial correlation with the rest of the session, -1 to 1; None while all are alike.
    """

    sessions: int
    right: int
    left_out: int
    chosen: Sequence[int]
    difficulty: float | None
    discrimination: float | None

    @property
    def measured(self) -> int | None:
        """Difficulty as authors give it, 1 to 3, by the answers; None while they are too few."""
        if self.difficulty is None or self.sessions < ENOUGH:
            return None
        return 1 if self.difficulty >= EASY else 2 if self.difficulty >= FAIR else 3


def statistics_of(tallies: Mapping[int, Tally]) -> ItemStatistics:
    """The statistics of one version from its sums by length of paper."""
    sessions = sum(each.sessions for each in tallies.values())
    right = sum(each.right for each in tallies.values())
    return ItemStatistics(
        sessions=sessions,
        right=right,
        left_out=sum(each.left_out for each in tallies.values()),
        chosen=[sum(counts) for counts in zip([0] * MOST_OPTIONS, *[each.chosen for each in tallies.values()])],  # noqa: B905
        difficulty=right / sessions if sessions else None,
        discrimination=_correlation({others - 1: each for others, each in tallies.items() if others > 1}),
    )


def _correlation(tallies: Mapping[int, Tally]) -> float | None:
    """Of being right with the share of the others that were right; by the number of others."""
    count = sum(each.sessions for each in tallies.values())
    if not count:
        return None
    right = sum(each.right for each in tallies.values()) / count
    rest = sum(each.rest / others for others, each in tallies.items()) / count
    together = sum(each.rest_when_right / others for others, each in tallies.items()) / count
    spread = sum(each.rest_squared / others**2 for others, each in tallies.items()) / count - rest**2
    variance = right * (1 - right) * spread
    return (together - right * rest) / math.sqrt(variance) if variance > 1e-12 else None  # noqa: PLR2004

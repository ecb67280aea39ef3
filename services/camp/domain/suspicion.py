"""What looks like cheating, with the figures that make it look so: people look at it, it stops nobody (R6.11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.camp.domain.watching import LONGEST_SILENCE, Beat

MANY_SWITCHES = 40
"""Between lessons, or back in one, without a pause: two players of one person, each of which goes on by itself."""
MANY_WRONG = 6
"""Answers to questions of lessons; flagged where they are more than the right ones."""
NO_REST_MS = 8 * 3_600_000
NO_REST_SHARE = 0.8
"""So much counted of the time since the enrolment, and so large a part of it: somebody, or something, never slept."""
MANY_LIKES = 30
"""Of one work within one minute; flagged where most of those who gave them did nothing else in the camp."""
LIKES_ONLY_SHARE = 0.8


class Signal(StrEnum):
    TWO_PLACES = "two_places"
    WRONG_CHECKS = "wrong_checks"
    NO_REST = "no_rest"
    LIKES_AT_ONCE = "likes_at_once"


@dataclass(frozen=True)
class Flag:
    """`subject` is the learner or the work. `figures` are counts and milliseconds by what they count."""

    signal: Signal
    subject: UUID
    unit_code: str
    unit_name: str
    title: str
    figures: Mapping[str, int]
    since: datetime


@dataclass(frozen=True)
class LearnerFigures:
    participant_id: UUID
    unit_code: str
    unit_name: str
    enrolled_at: datetime
    beat_at: datetime
    counted_ms: int
    switches: int
    checks_right: int
    checks_wrong: int

    @property
    def passed_ms(self) -> int:
        return (self.beat_at - self.enrolled_at) // timedelta(milliseconds=1)

    def flags(self) -> Iterator[Flag]:
        counted = {"counted_ms": self.counted_ms}
        if self.switches >= MANY_SWITCHES:
            yield self._flag(Signal.TWO_PLACES, counted | {"switches": self.switches})
        if self.checks_wrong >= MANY_WRONG and self.checks_wrong > self.checks_right:
            answers = {"checks_wrong": self.checks_wrong, "checks_right": self.checks_right}
            yield self._flag(Signal.WRONG_CHECKS, counted | answers)
        if self.counted_ms >= NO_REST_MS and self.counted_ms > NO_REST_SHARE * self.passed_ms:
            yield self._flag(Signal.NO_REST, counted | {"passed_ms": self.passed_ms})

    def _flag(self, signal: Signal, figures: Mapping[str, int]) -> Flag:
        return Flag(signal, self.participant_id, self.unit_code, self.unit_name, "", figures, self.beat_at)


@dataclass(frozen=True)
class MinuteOfLikes:
    """`likes_only` were given by people who are not enrolled and like nothing else."""

    work_id: UUID
    unit_code: str
    unit_name: str
    title: str
    minute: datetime
    likes: int
    likes_only: int
    all_likes: int

    def flags(self) -> Iterator[Flag]:
        if self.likes >= MANY_LIKES and self.likes_only >= LIKES_ONLY_SHARE * self.likes:
            figures = {"likes_in_minute": self.likes, "likes_only": self.likes_only, "likes": self.all_likes}
            about = self.work_id, self.unit_code, self.unit_name, self.title
            yield Flag(Signal.LIKES_AT_ONCE, *about, figures, self.minute)


def is_switch(before: Beat | None, beat: Beat) -> bool:
    """Whether playing goes on elsewhere without a pause."""
    if before is None or not (before.is_playing and beat.is_playing) or beat.at - before.at >= LONGEST_SILENCE:
        return False
    return before.lesson_id != beat.lesson_id or beat.position_ms < before.position_ms

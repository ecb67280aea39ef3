"""How much of a lesson a beat proves, by the server's clock (R6.11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.camp.domain.camp import Camp, Lesson

LONGEST_SILENCE = timedelta(seconds=60)
"""Clients beat every 15 s. Of a longer silence this much counts: nobody knows who was still watching."""
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Beat:
    """What a player tells, and when it arrived by the clock of the database."""

    lesson_id: str
    position_ms: int
    is_playing: bool
    at: datetime


def counted_ms(before: Beat | None, beat: Beat, camp: Camp, lesson: Lesson, already_ms: int) -> int:
    """What counts of the time since the learner's last beat, in any lesson and on any device.

    No more than the clock and the player moved, than the camp was open and the lecture was on, and in all no more than
    the lesson is long. Another lesson begins at nothing, so whoever plays two at once learns in neither.
    """
    if before is None or not before.is_playing or before.lesson_id != beat.lesson_id:
        return 0
    since = max(before.at, camp.opens_at, lesson.starts_at or camp.opens_at)
    passed = min(min(beat.at, camp.closes_at) - since, LONGEST_SILENCE) // MILLISECOND
    moved = beat.position_ms - before.position_ms
    return max(min(passed, moved, lesson.duration_ms - already_ms), 0)

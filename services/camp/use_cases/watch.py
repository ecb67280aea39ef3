"""A player tells where it is in a lesson; what that proves is counted (R6.11)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson
from services.camp.domain.errors import NotEnrolled
from services.camp.domain.watching import Beat, counted_ms
from services.camp.queries import learners
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Watched:
    """`counted_ms` of this lesson, `total_counted_ms` of all lessons of the camp."""

    counted_ms: int
    total_counted_ms: int
    lesson_hours: float
    server_time: datetime


async def watch(
    transaction: AsyncConnection, camp: Camp, lesson: Lesson, participant_id: UUID, position_ms: int, *, playing: bool
) -> Watched:
    """What counts by now. Beats of one learner take turns, so that no second counts twice. Raises `NotEnrolled`."""
    enrolment = await learners.read(transaction, camp.id, participant_id, locked=True)
    if enrolment is None:
        raise NotEnrolled
    now = await contest_now(transaction)
    beat = Beat(lesson.id, position_ms, playing, now)
    already = await learners.read_counted(transaction, lesson.id, participant_id)
    more = counted_ms(enrolment.last, beat, camp, lesson, already)
    await learners.record(transaction, enrolment, beat, more)
    total = enrolment.counted_ms + more
    return Watched(already + more, total, camp.rules.lesson_hours(total), now)

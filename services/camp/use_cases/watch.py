"""A player tells where it is in a lesson; what that proves is counted (R6.11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson
from services.camp.domain.checking import CheckQuestion
from services.camp.domain.errors import NotEnrolled
from services.camp.domain.suspicion import is_switch
from services.camp.domain.watching import Beat, counted_ms
from services.camp.queries import checks, learners
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Watched:
    """`counted_ms` of this lesson, `total_counted_ms` of all lessons of the camp; `check` waits for its answer."""

    counted_ms: int
    total_counted_ms: int
    lesson_hours: float
    server_time: datetime
    check: CheckQuestion | None


@dataclass(frozen=True)
class Told:
    """What a player tells: where it is, and the answer to the question that was asked, if any."""

    position_ms: int
    playing: bool
    answer: tuple[int, Collection[int]] | None = None


async def watch(
    transaction: AsyncConnection, camp: Camp, lesson: Lesson, participant_id: UUID, told: Told, random: Random
) -> Watched:
    """What counts by now. Beats of one learner take turns, so that no second counts twice. Raises `NotEnrolled`.

    While a question waits for its answer nothing counts, in whatever lesson.
    """
    enrolment = await learners.read(transaction, camp.id, participant_id, locked=True)
    if enrolment is None:
        raise NotEnrolled
    now = await contest_now(transaction)
    before = await checks.read_attention(transaction, camp.id, participant_id)
    already = await learners.read_counted(transaction, lesson.id, participant_id)
    beat = Beat(lesson.id, told.position_ms, told.playing, now)
    more = 0 if before.asked else counted_ms(enrolment.last, beat, camp, lesson, already)
    await learners.record(transaction, enrolment, beat, more, int(is_switch(enrolment.last, beat)))
    total = enrolment.counted_ms + more
    after = before if told.answer is None else before.answered(*told.answer, total, random)
    if told.playing and after.asked is None:
        after = after.due(await checks.read(transaction, lesson.id), total, random)
    if after != before:
        await checks.keep_attention(transaction, camp.id, participant_id, after)
    return Watched(already + more, total, camp.rules.lesson_hours(total), now, after.asked)

"""What a learner has done in a camp (R6.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp, Lesson
from services.camp.domain.work import Work
from services.camp.queries import learners, likes, programme, works
from services.camp.queries.certificates import STORE
from services.camp.queries.learners import Enrolment
from services.camp.use_cases.steps.find import find_camp
from services.chassis.certificates import Certificate
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Own:
    """`watched` maps lessons to what counts of them in milliseconds."""

    camp: Camp
    enrolment: Enrolment | None
    lessons: Sequence[Lesson]
    watched: Mapping[str, int]
    certificate: Certificate | None
    works: Sequence[Work]
    liked: Sequence[UUID]
    server_time: datetime


async def read_own(transaction: AsyncConnection, camp_id: str, participant_id: UUID) -> Own:
    """Raises `CampNotFound`."""
    camp = await find_camp(transaction, camp_id)
    return Own(
        camp,
        await learners.read(transaction, camp_id, participant_id),
        await programme.read_lessons(transaction, camp_id),
        await learners.read_watched(transaction, camp_id, participant_id),
        await STORE.read_own(transaction, camp_id, [participant_id]),
        await works.read_own(transaction, camp_id, participant_id),
        await likes.read_liked(transaction, camp_id, participant_id),
        await contest_now(transaction),
    )

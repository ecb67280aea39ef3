"""A learner offers a work to a camp (R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.camp.domain.camp import Camp
from services.camp.domain.errors import CampNotOpen, NotEnrolled
from services.camp.domain.work import Content, State, Work
from services.camp.domain.work_errors import TooManyWorks
from services.camp.queries import learners, works
from services.camp.use_cases.steps.check_film import check_film
from services.camp.use_cases.steps.topics import check_topic
from services.chassis.clock import contest_now


async def offer_work(transaction: AsyncConnection, camp: Camp, participant_id: UUID, content: Content) -> Work:
    """The draft, for the unit that the author enrolled with; withdrawn works do not count as theirs.

    Raises `Invalid` for a topic that the camp does not have, `NotEnrolled`, `CampNotOpen`, or `TooManyWorks`.
    """
    check_topic(camp, content.topic)
    await check_film(transaction, content, None)
    enrolment = await learners.read(transaction, camp.id, participant_id, locked=True)
    if enrolment is None:
        raise NotEnrolled
    now = await contest_now(transaction)
    if not camp.is_open(now):
        raise CampNotOpen
    most = camp.rules.works_per_person
    if len(await works.read_own(transaction, camp.id, participant_id)) >= most:
        raise TooManyWorks(extra={"works_per_person": most})
    attribution = enrolment.entry, enrolment.unit_path, enrolment.unit_name
    work = Work(uuid7(), camp.id, participant_id, *attribution, content, State.DRAFT, now)
    await works.add(transaction, work)
    return work

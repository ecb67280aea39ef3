"""An author hands a work to the reviewers of their unit (R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.errors import CampNotOpen
from services.camp.domain.work import State, Work
from services.camp.queries import works
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.steps.find_work import find_own
from services.chassis.clock import contest_now


async def submit_work(transaction: AsyncConnection, work_id: str, participant_id: UUID) -> Work:
    """The work as it waits for its review; a repeat changes nothing.

    Raises `WorkNotFound`, `WrongWorkState`, `WorkIncomplete` naming what is missing, or `CampNotOpen`.
    """
    work = await find_own(transaction, work_id, participant_id)
    if work.state is State.SUBMITTED:
        return work
    now = await contest_now(transaction)
    changed = work.submitted(now)
    if not (await find_camp(transaction, work.camp_id)).is_open(now):
        raise CampNotOpen
    await works.change(transaction, changed)
    return changed

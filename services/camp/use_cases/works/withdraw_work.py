"""An author takes a work back, in whatever state it is (R6.11)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Act, State, Work
from services.camp.queries import works
from services.camp.use_cases.steps.find_work import find_own


async def withdraw_work(transaction: AsyncConnection, work_id: str, participant_id: UUID) -> Work:
    """The work, shown to nobody from now on; a repeat changes nothing. Raises `WorkNotFound` or `WrongWorkState`."""
    work = await find_own(transaction, work_id, participant_id)
    if work.state is State.WITHDRAWN:
        return work
    work.check(Act.WITHDRAW)
    changed = replace(work, state=State.WITHDRAWN)
    await works.change(transaction, changed)
    return changed

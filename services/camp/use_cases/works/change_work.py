"""An author writes a work anew, as long as nobody reviews it (R6.11)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Act, Content, Work
from services.camp.queries import works
from services.camp.use_cases.steps.check_film import check_film
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.steps.find_work import find_own
from services.camp.use_cases.steps.topics import check_topic


async def change_work(transaction: AsyncConnection, work_id: str, participant_id: UUID, content: Content) -> Work:
    """Raises `WorkNotFound`, `Invalid` for a topic that the camp does not have, or `WrongWorkState`."""
    work = await find_own(transaction, work_id, participant_id)
    check_topic(await find_camp(transaction, work.camp_id), content.topic)
    await check_film(transaction, content, work.id)
    work.check(Act.CHANGE)
    changed = replace(work, content=content)
    await works.change(transaction, changed)
    return changed

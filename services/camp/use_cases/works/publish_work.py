"""A reviewer publishes a work (R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import State, Work
from services.camp.queries import works
from services.chassis.clock import contest_now


async def publish_work(transaction: AsyncConnection, work: Work, reviewer: UUID) -> Work:
    """The work as everybody sees it; a repeat changes nothing. Raises `WrongWorkState`."""
    if work.state is State.PUBLISHED:
        return work
    changed = work.published(await contest_now(transaction), reviewer)
    await works.change(transaction, changed)
    return changed

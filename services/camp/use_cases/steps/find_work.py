"""A work that a request names, for its author, its reviewers, or everybody; whose it is not, for them there is none."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import State, Work
from services.camp.domain.work_errors import WorkNotFound
from services.camp.queries import works
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def find_work(transaction: AsyncConnection, work_id: str, *, locked: bool = True) -> Work:
    """Raises `WorkNotFound`."""
    try:
        work = await works.read(transaction, UUID(work_id), locked=locked)
    except ValueError:
        raise WorkNotFound from None
    if work is None:
        raise WorkNotFound
    return work


async def find_own(transaction: AsyncConnection, work_id: str, participant_id: UUID) -> Work:
    """Raises `WorkNotFound`, also for somebody else's."""
    work = await find_work(transaction, work_id)
    if work.participant_id != participant_id:
        raise WorkNotFound
    return work


async def find_shown(transaction: AsyncConnection, work_id: str) -> Work:
    """Raises `WorkNotFound`, also for one that is not published."""
    work = await find_work(transaction, work_id, locked=False)
    if work.state is not State.PUBLISHED:
        raise WorkNotFound
    return work


async def find_in_reach(transaction: AsyncConnection, work_id: str, reach: Reach) -> Work:
    """Raises `Forbidden` for whoever reviews nothing, `WorkNotFound` for works of other units and for drafts."""
    if not reach:
        raise Forbidden
    work = await find_work(transaction, work_id)
    if not reach.covers(work.unit_path) or work.state is State.DRAFT:
        raise WorkNotFound
    return work

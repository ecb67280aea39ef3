"""Somebody likes a published work, or no longer; once for each person, exact under any race (R6.11)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.errors import CampNotOpen
from services.camp.queries import likes
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.steps.find_work import find_shown
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Liked:
    likes: int
    liked: bool


async def like_work(transaction: AsyncConnection, work_id: str, participant_id: UUID, *, liked: bool) -> Liked:
    """How many like the work now; a repeat gets the same answer.

    Raises `WorkNotFound`, or `CampNotOpen` before and after the camp.
    """
    work = await find_shown(transaction, work_id)
    camp = await find_camp(transaction, work.camp_id)
    await likes.hold_open(transaction, camp.id)
    if not camp.is_open(await contest_now(transaction)):
        raise CampNotOpen
    change = likes.like if liked else likes.unlike
    await change(transaction, work.id, participant_id)
    return Liked(await likes.count(transaction, work.id), liked)

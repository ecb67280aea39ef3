"""A unit recommends a published work to the one above it (择优推荐, R6.11)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Selection, Work
from services.camp.queries import works
from services.camp.tables import access
from services.chassis.access import persons_of
from services.chassis.clock import contest_now
from services.contracts.grants import Reach


async def select_work(transaction: AsyncConnection, work: Work, reach: Reach, reviewer: UUID, comment: str) -> None:
    """The unit is the highest on the work's path that the reviewer decides for; a repeat changes nothing.

    Raises `WrongWorkState`, or `OwnPublication` for whoever published the work, under any account.
    """
    work.check_selection(await persons_of(transaction, access, reviewer))
    unit = next((code for code in work.unit_path if reach.is_national or code in reach.units), work.unit_path[-1])
    selection = Selection(unit, reviewer, await contest_now(transaction), comment)
    await works.select(transaction, work.id, selection)

"""A board of a camp: the units of an entry, or below a unit (R6.11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.board import Metric, Placed, place
from services.camp.domain.camp import Camp
from services.camp.domain.errors import CampBoardNotFound
from services.camp.queries import totals
from services.camp.queries.units import is_of_entry
from services.camp.use_cases.steps.find import find_camp

ROOTS = {"region": "CN", "enterprise": "CE"}


@dataclass(frozen=True)
class Board:
    camp: Camp
    as_of: datetime
    version: int
    places: Sequence[Placed]


async def read_board(
    transaction: AsyncConnection, camp_id: str, entry: str, parent: str | None, metric: Metric
) -> Board:
    """Raises `CampNotFound`, and `CampBoardNotFound` for an entry not offered or a parent that is not of it."""
    camp = await find_camp(transaction, camp_id)
    if entry not in camp.entries:
        raise CampBoardNotFound
    if parent is not None and not await is_of_entry(transaction, parent, entry):
        raise CampBoardNotFound
    mark = await totals.read_mark(transaction, camp_id)
    units = await totals.read_children(transaction, camp_id, entry, parent or ROOTS[entry])
    return Board(camp, mark.as_of or camp.opens_at, mark.version, place(units, metric))

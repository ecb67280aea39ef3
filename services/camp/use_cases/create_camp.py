"""An administrator makes a camp (R6.11)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.errors import CampExists
from services.camp.queries import programme
from services.camp.use_cases.steps.admit import owner_of
from services.contracts.grants import Grant


async def create_camp(
    transaction: AsyncConnection, camp: Camp, grants: Sequence[Grant], owner_unit: str | None
) -> Camp:
    """The camp, owned by the unit that is named or by that of its writer.

    Raises `Forbidden`, `CampExists`, or `Invalid` for an unknown unit.
    """
    owned = replace(camp, owner_unit=await owner_of(transaction, grants, owner_unit))
    if not await programme.add_camp(transaction, owned):
        raise CampExists
    return owned

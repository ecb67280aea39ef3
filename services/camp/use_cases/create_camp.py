"""An administrator makes a camp (R6.11)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.camp import Camp
from services.camp.domain.errors import CampExists, TooManyCamps
from services.camp.queries import programme, units
from services.camp.use_cases.steps.admit import owner_of
from services.contracts.grants import Grant


async def create_camp(
    transaction: AsyncConnection, camp: Camp, grants: Sequence[Grant], owner_unit: str | None
) -> Camp:
    """The camp, owned by the unit that is named or by that of its writer.

    Raises `Forbidden`, `TooManyCamps`, `CampExists`, or `Invalid` for an unknown unit.
    """
    owned = replace(camp, owner_unit=await owner_of(transaction, grants, owner_unit))
    if (full := await units.full_of_camps(transaction, owned.owner_unit)) is not None:
        raise TooManyCamps(extra={"unit": full[0], "most": full[1]})
    if not await programme.add_camp(transaction, owned):
        raise CampExists
    return owned

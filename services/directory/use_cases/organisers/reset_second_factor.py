from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import ActsElsewhere
from services.directory.domain.reach import ManagersReach
from services.directory.domain.second_factor_errors import SecondFactorOfOneself
from services.directory.queries.second_factors import remove_factor
from services.directory.use_cases.steps.find_organiser import find_organiser


async def reset_second_factor(
    transaction: AsyncConnection, reach: ManagersReach, organiser_id: UUID, caller: UUID
) -> bool:
    """Take away the second factor of somebody who has lost it (R4.3); whether there was one.

    For those who could have given all of the account's rights, and never for oneself: whoever holds a token only must
    not get rid of what it was to protect. Raises `NotFound`, `ActsElsewhere` and `SecondFactorOfOneself`.
    """
    organiser, paths = await find_organiser(transaction, reach, organiser_id)
    if organiser_id == caller:
        raise SecondFactorOfOneself
    if not all(reach.may_take_back(held.role, paths[held.id]) for held in organiser.grants):
        raise ActsElsewhere
    return await remove_factor(transaction, organiser_id)

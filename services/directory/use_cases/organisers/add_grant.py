from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.directory.domain.errors import RoleNotGrantable, unknown_unit
from services.directory.domain.organisers import HeldGrant, Organiser
from services.directory.domain.reach import ManagersReach
from services.directory.queries import grants as queries
from services.directory.queries.organisers import new_version
from services.directory.queries.units import get_units
from services.directory.use_cases.steps.change_access import publish_rights
from services.directory.use_cases.steps.check_reach import check_reach
from services.kit.errors import Invalid


async def add_grant(
    transaction: AsyncConnection, reach: ManagersReach, organiser: Organiser, role: str, unit: str, granted_by: UUID
) -> tuple[HeldGrant, bool]:
    """Give an organiser a further role (R4.3), and tell whether it is new; one that is held already stays as it is.

    Raises `NotFound` for a unit out of reach, `RoleNotGrantable`, and `Invalid` for a unit that is retired.
    """
    path = await check_reach(transaction, reach, unit, is_strict=False)
    if not reach.may_grant(role, path):
        raise RoleNotGrantable
    for held in organiser.grants:
        if (held.role, held.unit) == (role, unit):
            return held, False
    if not (await get_units(transaction, [unit]))[unit].is_active:
        raise Invalid(errors=[unknown_unit("/unit")])
    granted = HeldGrant(uuid7(), role, unit)
    await queries.add_grant(transaction, organiser.id, granted, granted_by)
    version = await new_version(transaction, organiser.id)
    await publish_rights(transaction, replace(organiser, grants=[*organiser.grants, granted], version=version))
    return granted, True

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import RoleNotGrantable
from services.directory.domain.reach import ManagersReach
from services.directory.queries import grants as queries
from services.directory.queries.organisers import new_version
from services.directory.use_cases.steps.change_access import publish_rights
from services.directory.use_cases.steps.find_organiser import find_organiser
from services.kit.errors import NotFound


async def end_grant(
    transaction: AsyncConnection, reach: ManagersReach, organiser_id: UUID, grant_id: UUID, caller: UUID
) -> None:
    """Take one role back from an organiser (R4.3); everybody may give up their own, and a repeat changes nothing.

    Raises `NotFound` for what is out of reach, and `RoleNotGrantable` where the caller could not have given the role.
    """
    organiser, paths = await find_organiser(transaction, reach, organiser_id)
    path = paths.get(grant_id)
    if path is None or not reach.covers(path):
        raise NotFound
    held = next((each for each in organiser.grants if each.id == grant_id), None)
    if held is None:
        return
    if organiser_id != caller and not reach.may_take_back(held.role, path):
        raise RoleNotGrantable
    await queries.end_grants(transaction, [grant_id])
    kept = [each for each in organiser.grants if each is not held]
    version = await new_version(transaction, organiser_id)
    await publish_rights(transaction, replace(organiser, grants=kept, version=version))

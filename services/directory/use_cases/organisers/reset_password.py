from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import ActsElsewhere, NoPassword
from services.directory.domain.organisers import CLIENT, PasswordInvitation
from services.directory.domain.reach import ManagersReach
from services.directory.queries.organisers import new_version
from services.directory.queries.passwords import open_setup
from services.directory.use_cases.steps.change_access import publish_rights
from services.directory.use_cases.steps.find_organiser import find_organiser
from services.directory.use_cases.steps.invite import INVITED_FOR, setup_token


async def reset_password(
    transaction: AsyncConnection, reach: ManagersReach, organiser_id: UUID, caller: UUID
) -> PasswordInvitation:
    """A link by which a person chooses a new password (R4.3); the old one is good until then.

    Whoever holds the link could use the account, so it is for those alone who could have given all of its rights, and
    from now on both count as one person. Raises `NotFound`, `NoPassword` and `ActsElsewhere`.
    """
    organiser, paths = await find_organiser(transaction, reach, organiser_id)
    if not all(reach.may_take_back(held.role, paths[held.id]) for held in organiser.grants):
        raise ActsElsewhere
    if organiser.kind == CLIENT:
        raise NoPassword
    token, digest = setup_token()
    username, expires_at = await open_setup(transaction, organiser_id, digest, INVITED_FOR, caller)
    version = await new_version(transaction, organiser_id)
    openers = tuple(dict.fromkeys([*organiser.opened_by, caller]))
    await publish_rights(transaction, replace(organiser, version=version, opened_by=openers))
    return PasswordInvitation(username, token, expires_at)

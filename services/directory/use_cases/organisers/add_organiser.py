import os
import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.contracts.grants import ROLES
from services.directory.domain import credentials
from services.directory.domain.errors import unknown_unit
from services.directory.domain.organisers import (
    CLIENT,
    Appointment,
    ClientCredentials,
    HeldGrant,
    Organiser,
    PasswordInvitation,
)
from services.directory.domain.units import is_code
from services.directory.queries import organisers as queries
from services.directory.queries.grants import add_grant
from services.directory.queries.units import get_units
from services.directory.use_cases.steps.change_access import publish_rights
from services.directory.use_cases.steps.invite import INVITED_FOR, setup_token
from services.kit.characters import is_name, named, refused, with_plain_spaces
from services.kit.errors import FieldError, Invalid

NAME_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are mistaken for others."""


async def add_organiser(
    transaction: AsyncConnection, name: str, unit: str, role: str, kind: str, created_by: UUID | None
) -> Appointment:
    """Somebody who acts for a unit in a role (R4.3): a back office as a client, or a person. Raises `Invalid`."""
    faults = _faults_of_name(name)
    if role not in ROLES:
        roles = ", ".join(ROLES)
        faults.append(FieldError("/role", "unknown-role", f"角色应为：{roles}。", f"The role is one of: {roles}."))
    known = (await get_units(transaction, [unit])).get(unit) if is_code(unit) else None
    if known is None or not known.is_active:
        faults.append(unknown_unit("/unit"))
    if faults:
        raise Invalid(errors=faults)
    first = HeldGrant(uuid7(), role, unit)
    organiser = Organiser(uuid7(), with_plain_spaces(name), kind, [first], created_by=created_by)
    way_in = await (_add_client(transaction, organiser) if kind == CLIENT else _add_person(transaction, organiser))
    await add_grant(transaction, organiser.id, first, created_by)
    await publish_rights(transaction, organiser)
    return Appointment(organiser, way_in)


async def _add_client(transaction: AsyncConnection, organiser: Organiser) -> ClientCredentials:
    way_in = ClientCredentials(f"client-{os.urandom(12).hex()}", credentials.random_secret(os.urandom(32)))
    await queries.add_client(transaction, organiser, way_in.client_id, credentials.digest(way_in.client_secret))
    return way_in


async def _add_person(transaction: AsyncConnection, organiser: Organiser) -> PasswordInvitation:
    username = "org-" + "".join(secrets.choice(NAME_LETTERS) for _ in range(10))
    token, digest = setup_token()
    expires_at = await queries.add_person(transaction, organiser, username, digest, INVITED_FOR)
    return PasswordInvitation(username, token, expires_at)


def _faults_of_name(name: str) -> list[FieldError]:
    strange = refused(name)
    if strange is not None:
        zh, en = f"名称含有不能使用的字符 {named(strange)}。", f"The character {named(strange)} cannot be used."
        return [FieldError("/name", "invalid-name", zh, en)]
    if is_name(with_plain_spaces(name), 100):
        return []
    return [FieldError("/name", "invalid-name", "名称应为 1 至 100 个字符。", "The name has 1 to 100 characters.")]

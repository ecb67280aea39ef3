import os

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.directory.domain import credentials
from services.directory.domain.errors import unknown_unit
from services.directory.domain.organisers import ROLES, ClientCredentials, Organiser
from services.directory.domain.units import is_code
from services.directory.queries import organisers as queries
from services.directory.queries.units import get_units
from services.kit.errors import FieldError, Invalid


async def add_organiser(transaction: AsyncConnection, name: str, unit: str, role: str) -> ClientCredentials:
    """A back office that acts for a unit in a role (R4.3), as a client. Raises `Invalid`."""
    faults = _faults_of_name(name)
    if role not in ROLES:
        roles = ", ".join(ROLES)
        faults.append(FieldError("/role", "unknown-role", f"角色应为：{roles}。", f"The role is one of: {roles}."))
    known = (await get_units(transaction, [unit])).get(unit) if is_code(unit) else None
    if known is None or not known.is_active:
        faults.append(unknown_unit("/unit"))
    if faults:
        raise Invalid(errors=faults)
    handed_out = ClientCredentials(f"client-{os.urandom(12).hex()}", credentials.random_secret(os.urandom(32)))
    organiser = Organiser(uuid7(), name.strip(), unit, role, "client")
    await queries.add_client(transaction, organiser, handed_out.client_id, credentials.digest(handed_out.client_secret))
    return handed_out


def _faults_of_name(name: str) -> list[FieldError]:
    if 0 < len(name.strip()) <= 100 and name.isprintable():  # noqa: PLR2004 - said in the sentence
        return []
    return [FieldError("/name", "invalid-name", "名称应为 1 至 100 个字符。", "The name has 1 to 100 characters.")]

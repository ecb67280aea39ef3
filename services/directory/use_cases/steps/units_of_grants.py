"""The units that grants name, with those above them."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import HeldGrant
from services.directory.domain.units import Unit
from services.directory.queries.units import get_units


async def units_of_grants(transaction: AsyncConnection, grants: Iterable[HeldGrant]) -> Mapping[str, Unit]:
    """By code, each with all its ancestors, so that a path can be told by names."""
    units = await get_units(transaction, {held.unit for held in grants})
    return await get_units(transaction, {code for unit in units.values() for code in unit.path})

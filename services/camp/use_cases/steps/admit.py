"""Who may write a camp: organisers and administrators of the unit that owns it (R4.3)."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.queries.units import read_paths
from services.contracts.grants import ADMINISTRATOR, NATION, Grant, Reach
from services.kit.errors import FieldError, Forbidden, Invalid


async def admit_to_owner(
    transaction: AsyncConnection, grants: Sequence[Grant], owner_unit: str, roles: Collection[str]
) -> None:
    """Raises `Forbidden` unless one of these roles is held at the owner or above it."""
    paths = await read_paths(transaction, [owner_unit])
    if not Reach(grants, roles).covers(paths.get(owner_unit, ())):
        raise Forbidden


async def owner_of(transaction: AsyncConnection, grants: Sequence[Grant], named: str | None) -> str:
    """The unit that a new camp belongs to: the one named, else the writer's own.

    Raises `Forbidden` where the writer does not administer it, `Invalid` where nobody knows it.
    """
    reach = Reach(grants, (ADMINISTRATOR,))
    if not reach:
        raise Forbidden
    if named is None:
        return NATION if reach.is_national else min(reach.units)
    paths = await read_paths(transaction, [named])
    if reach.is_national and named not in paths and named != NATION:
        raise Invalid(errors=[FieldError("/owner_unit", "unknown-unit", "没有该单位。", "No such unit.")])
    if not reach.covers(paths.get(named, ())):
        raise Forbidden
    return named

"""Who may see what of a contest: organisers and administrators, their own units and what is below them (I8)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.domain.errors import ContestNotFound, UnitNotFound
from scoring_service.queries import copies
from scoring_service.queries.copies import Unit
from services.contracts.grants import ADMINISTRATOR, ORGANISER, Grant, Reach
from services.kit.errors import Forbidden

ROLES = (ORGANISER, ADMINISTRATOR)


async def admit_to_contest(
    transaction: AsyncConnection, contest_id: str, grants: tuple[Grant, ...]
) -> tuple[Contest, Reach]:
    """The contest, and the units whose figures the caller may see, with all that is below them.

    Raises `Forbidden` for callers who organise nothing, and `ContestNotFound`.
    """
    reach = Reach(grants, ROLES)
    if not reach:
        raise Forbidden
    return await _contest(transaction, contest_id), reach


async def admit_to_unit(
    transaction: AsyncConnection, contest_id: str, unit_code: str, grants: tuple[Grant, ...]
) -> tuple[Contest, Unit]:
    """Raises `ContestNotFound`, and `UnitNotFound` for a unit outside their reach as for one that does not exist."""
    unit = await copies.read_unit(transaction, unit_code)
    if unit is None or not Reach(grants, ROLES).covers(unit.path):
        raise UnitNotFound
    return await _contest(transaction, contest_id), unit


async def admit_to_issuer(transaction: AsyncConnection, unit_code: str, grants: tuple[Grant, ...]) -> None:
    """Raises `UnitNotFound` for a unit outside the caller's reach as for one that does not exist."""
    unit = await copies.read_unit(transaction, unit_code)
    if unit is None or not Reach(grants, ROLES).covers(unit.path):
        raise UnitNotFound


async def _contest(transaction: AsyncConnection, contest_id: str) -> Contest:
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    return contest

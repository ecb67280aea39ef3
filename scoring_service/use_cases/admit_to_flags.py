"""What an organiser may see of the integrity review of a contest that exists (R2.11, I8)."""

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import ContestNotFound
from scoring_service.domain.scope import visible_units
from scoring_service.queries import copies
from services.kit.errors import Forbidden


async def admit_to_flags(
    transaction: AsyncConnection, contest_id: str, grants: Iterable[tuple[str, str]]
) -> Collection[str] | None:
    """The units whose flags the caller may read, with all below them; None stands for every unit.

    Raises `Forbidden` for roles that read no flags, and `ContestNotFound`.
    """
    units = visible_units(grants)
    if units is not None and not units:
        raise Forbidden
    if await copies.read_contest(transaction, contest_id) is None:
        raise ContestNotFound
    return units

"""Whose progress an organiser may see: their unit's and what is below it, of a contest that exists (R2.6, I8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.domain.errors import ContestNotFound, UnitNotFound
from scoring_service.domain.scope import may_see
from scoring_service.queries import copies
from scoring_service.queries.copies import Unit


@dataclass(frozen=True)
class Admission:
    contest: Contest
    unit: Unit


async def admit_to_progress(
    transaction: AsyncConnection, contest_id: str, unit_code: str, grants: Iterable[tuple[str, str]]
) -> Admission:
    """`grants` are the caller's pairs of role and unit.

    Raises `ContestNotFound`, and `UnitNotFound` for a unit outside their reach as for one that does not exist.
    """
    unit = await copies.read_unit(transaction, unit_code)
    if unit is None or not may_see(grants, unit.path):
        raise UnitNotFound
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    return Admission(contest, unit)

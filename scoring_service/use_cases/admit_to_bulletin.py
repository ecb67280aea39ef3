"""Who gets a ranking report, and what it may hold of the units below: those below the caller's own (R2.10, I8)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.bulletin import reach
from scoring_service.domain.contest import Contest
from scoring_service.domain.errors import ContestNotFound
from scoring_service.queries import copies
from services.kit.errors import Forbidden


@dataclass(frozen=True)
class Admission:
    """`units` are those whose subtrees the caller sees."""

    contest: Contest
    units: frozenset[str]


async def admit_to_bulletin(
    transaction: AsyncConnection, contest_id: str, grants: Collection[tuple[str, str]]
) -> Admission:
    """`grants` are the caller's pairs of role and unit.

    Raises `Forbidden` for callers who organise nothing, and `ContestNotFound`.
    """
    units = reach(grants)
    if not units:
        raise Forbidden
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    return Admission(contest, units)

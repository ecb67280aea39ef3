"""What organisers see of their unit and of those below it, and of no other (R2.6, I8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.boards import Period, UnitFigures
from scoring_service.domain.contest import Contest
from scoring_service.domain.errors import ContestNotFound, UnitNotFound
from scoring_service.domain.scope import may_see
from scoring_service.queries import boards, copies, progress
from scoring_service.queries.progress import DayFigures, Range


@dataclass(frozen=True)
class Progress:
    unit: UnitFigures
    as_of: datetime
    by_day: Sequence[DayFigures]
    children: Sequence[UnitFigures]


async def read_progress(
    transaction: AsyncConnection,
    contest_id: str,
    unit_code: str,
    grants: Collection[tuple[str, str]],
    days: Range | None,
) -> Progress:
    """`grants` are the caller's pairs of role and unit.

    Raises `ContestNotFound`, and `UnitNotFound` for a unit outside their reach as for one that does not exist.
    """
    await boards.begin_snapshot(transaction)
    unit = await copies.read_unit(transaction, unit_code)
    if unit is None or not may_see(grants, unit.path):
        raise UnitNotFound
    contest = await copies.read_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    own = await boards.read_figures(transaction, contest, unit.code, unit.name)
    children = await boards.read_children(transaction, contest, unit.entry, unit_code, Period.TOTAL, None)
    if days is not None:
        own, *children = await _within(transaction, contest, [own, *children], days)
    _, as_of = await boards.read_last_change(transaction, contest, unit_code, Period.TOTAL, None)
    by_day = await progress.read_days(transaction, contest_id, unit_code, days)
    return Progress(own, as_of.astimezone(contest.zone), by_day, children)


async def _within(
    transaction: AsyncConnection, contest: Contest, units: Sequence[UnitFigures], days: Range
) -> Sequence[UnitFigures]:
    """The same units with their figures of these days."""
    codes = [unit.code for unit in units]
    sums = await progress.read_sums(transaction, contest.id, codes, days)
    participants = await progress.count_participants(transaction, contest.id, codes, days)
    figures = []
    for unit in units:
        points, sessions, full_marks = sums.get(unit.code, (0, 0, 0))
        counted = participants.get(unit.code, 0)
        figures.append(replace(unit, points=points, sessions=sessions, full_marks=full_marks, participants=counted))
    return figures

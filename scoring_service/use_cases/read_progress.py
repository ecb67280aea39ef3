"""What organisers see of a unit and of those below it (R2.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.boards import Period, UnitFigures
from scoring_service.domain.contest import Contest
from scoring_service.queries import boards, progress
from scoring_service.queries.progress import DayFigures, Range
from scoring_service.use_cases.admit_to_progress import Admission


@dataclass(frozen=True)
class Progress:
    unit: UnitFigures
    as_of: datetime
    by_day: Sequence[DayFigures]
    children: Sequence[UnitFigures]


async def read_progress(transaction: AsyncConnection, admission: Admission, days: Range | None) -> Progress:
    """Over all days, or those of a range."""
    contest, unit = admission.contest, admission.unit
    own = await boards.read_figures(transaction, contest, unit.code, unit.name)
    children = await boards.read_children(transaction, contest, unit.entry, unit.code, Period.TOTAL, None)
    if days is not None:
        own, *children = await _within(transaction, contest, [own, *children], days)
    _, as_of = await boards.read_last_change(transaction, contest, unit.code, Period.TOTAL, None)
    by_day = await progress.read_days(transaction, contest.id, unit.code, days)
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

"""What organisers see of a unit and of those below it (R2.6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.comparison import compare, trend
from scoring_service.domain.contest import Contest
from scoring_service.domain.progress import Asked, HourFigures, Progress, Range
from scoring_service.domain.ranking import Period, UnitFigures
from scoring_service.queries import figures, progress
from scoring_service.queries.copies import Unit

MOST_BY_HOUR = 300_000
"""Hours are counted in the ledger, session by session: of so many in half a second, of a nation's not in time."""


async def read_progress(transaction: AsyncConnection, contest: Contest, unit: Unit, asked: Asked) -> Progress:
    """Over all days, or those of a range."""
    days = asked.days
    own = await figures.read_figures(transaction, contest, unit.code, unit.name)
    children = await figures.read_children(transaction, contest, unit.entry, unit.code, Period.TOTAL, None)
    siblings: Sequence[UnitFigures] = ()
    if len(unit.path) > 1:
        siblings = await figures.read_children(transaction, contest, unit.entry, unit.path[-2], Period.TOTAL, None)
    if days is not None:
        own, *children = await _within(transaction, contest, [own, *children], days)
        siblings = await _summed(transaction, contest, siblings, days)
    _, as_of = await figures.read_last_change(transaction, contest, unit.code, Period.TOTAL, None)
    by_day = await progress.read_days(transaction, contest.id, unit.code, days)
    by_hour = None if asked.hours_of is None else await _hours(transaction, contest, unit.code, asked.hours_of)
    level = len(unit.path) - 1
    return Progress(
        contest=contest,
        unit=own,
        as_of=as_of.astimezone(contest.zone),
        by_day=by_day,
        by_hour=by_hour,
        children=children,
        silent=await progress.read_silent(transaction, contest, unit.code, level, asked.depth, days),
        trend=trend(by_day),
        siblings=compare(unit.code, siblings, contest.scale),
    )


async def _hours(transaction: AsyncConnection, contest: Contest, code: str, day: date) -> Sequence[HourFigures] | None:
    if await progress.count_sessions(transaction, contest.id, day) > MOST_BY_HOUR:
        return None
    return await progress.read_hours(transaction, contest, code, day)


async def _within(
    transaction: AsyncConnection, contest: Contest, units: Sequence[UnitFigures], days: Range
) -> Sequence[UnitFigures]:
    """The same units with their figures of these days."""
    participants = await progress.count_participants(transaction, contest.id, [unit.code for unit in units], days)
    summed = await _summed(transaction, contest, units, days)
    return [replace(unit, participants=participants.get(unit.code, 0)) for unit in summed]


async def _summed(
    transaction: AsyncConnection, contest: Contest, units: Sequence[UnitFigures], days: Range
) -> Sequence[UnitFigures]:
    """The same units with what can be added up over these days: participants cannot."""
    sums = await progress.read_sums(transaction, contest.id, [unit.code for unit in units], days)
    figures = []
    for unit in units:
        points, sessions, full_marks = sums.get(unit.code, (0, 0, 0))
        figures.append(replace(unit, points=points, sessions=sessions, full_marks=full_marks))
    return figures

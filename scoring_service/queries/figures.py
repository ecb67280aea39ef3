"""What boards and progress read: the units below a unit, with their sums over a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest
from scoring_service.domain.ranking import Period, UnitFigures
from scoring_service.domain.weeks import week_of
from scoring_service.tables import contest_states, frozen_units, state, unit_day_totals, unit_totals, units


@dataclass(frozen=True)
class Marks:
    """Versions of everything that boards of a contest are made of. They only grow."""

    contest: int
    totals: int
    units: int

    def is_as_new_as(self, other: "Marks") -> bool:
        return self.contest >= other.contest and self.totals >= other.totals and self.units >= other.units


async def begin_snapshot(connection: AsyncConnection) -> None:
    """Let all statements of this transaction see the same moment. Must be its first statement."""
    await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))


async def read_marks(connection: AsyncConnection, contest: Contest) -> Marks:
    statement = sa.select(sa.func.coalesce(contest_states.c.version, 0), state.c.units_version).select_from(
        state.outerjoin(contest_states, contest_states.c.contest_id == contest.id)
    )
    totals_version, units_version = (await connection.execute(statement)).one()
    return Marks(contest.version, totals_version, units_version)


async def read_top(connection: AsyncConnection, entry: str, code: str | None) -> str | None:
    """The unit whose children are compared: the one of this code, or the root. None when the entry has no such unit."""
    wanted = units.c.parent.is_(None) if code is None else units.c.code == code
    statement = sa.select(units.c.code).where(units.c.entry == entry, wanted)
    return (await connection.execute(statement)).scalars().first()


async def read_last_change(
    connection: AsyncConnection, contest: Contest, code: str, period: Period, day: date | None
) -> tuple[int, datetime]:
    """Version and instant of the last change of a unit's sums; every change below it is one of its own."""
    sums = sums_of(contest.id, period, day)
    row = (await connection.execute(sa.select(sums.c.version, sums.c.changed_at).where(sums.c.code == code))).first()
    return (0, contest.received_at) if row is None else (row.version, row.changed_at)


async def read_children(
    connection: AsyncConnection, contest: Contest, entry: str, parent: str, period: Period, day: date | None
) -> Sequence[UnitFigures]:
    """Every active child that the contest admits, zeros included; a retired one as long as it counts for something."""
    tree, sums = tree_of(contest), sums_of(contest.id, period, day)
    children = figures_of(tree, sums).where(tree.c.parent == parent, tree.c.entry == entry)
    shown = children.where(is_shown(contest, tree, sums)).order_by(tree.c.code)
    return [UnitFigures(*row) for row in await connection.execute(shown)]


async def read_figures(connection: AsyncConnection, contest: Contest, code: str, name: str) -> UnitFigures:
    """The sums of one unit over all days. `name` is for one that the contest does not know."""
    tree = tree_of(contest)
    wanted = figures_of(tree, sums_of(contest.id, Period.TOTAL, None)).where(tree.c.code == code)
    row = (await connection.execute(wanted)).first()
    return UnitFigures(code, name, 0, 0, 0, 0) if row is None else UnitFigures(*row)


def tree_of(contest: Contest) -> sa.FromClause:
    """The units, or those of a frozen contest as they were then."""
    if contest.frozen_at is None:
        return units
    return sa.select(frozen_units).where(frozen_units.c.contest_id == contest.id).subquery("frozen")


def is_shown(contest: Contest, tree: sa.FromClause, sums: sa.Subquery) -> sa.ColumnElement[bool]:
    counts = tree.c.is_active | (sa.func.coalesce(sums.c.sessions, 0) > 0)
    return sa.and_(counts, is_admitted(contest, tree))


def is_admitted(contest: Contest, tree: sa.FromClause) -> sa.ColumnElement[bool]:
    """Eligible units, what is below them, and what is above them on the way from the root."""
    if contest.eligible_units is None:
        return sa.true()
    eligible = list(contest.eligible_units)
    above = sa.select(sa.func.unnest(tree.c.path)).where(tree.c.code.in_(eligible))
    return sa.or_(tree.c.path.overlap(eligible), tree.c.code.in_(above))


def figures_of(tree: sa.FromClause, sums: sa.Subquery) -> "sa.Select[Any]":
    """Units with the columns of `UnitFigures`."""
    counted = [sa.func.coalesce(sums.c[name], 0) for name in ("points", "participants", "sessions", "full_marks")]
    known = tree.outerjoin(sums, sums.c.code == tree.c.code)
    return sa.select(tree.c.code, tree.c.name, *counted, tree.c.registered_base).select_from(known)


def sums_of(contest_id: str, period: Period, day: date | None) -> sa.Subquery:
    if period is Period.TOTAL or day is None:
        t = unit_totals.c
        every = sa.select(
            t.unit_code.label("code"), t.points, t.participants, t.sessions, t.full_marks, t.version, t.changed_at
        )
        return every.where(t.contest_id == contest_id).subquery("sums")
    first, last = week_of(day) if period is Period.WEEK else (day, day)
    d = unit_day_totals.c
    return (
        sa.select(
            d.unit_code.label("code"),
            _sum(d.points).label("points"),
            _sum(d.week_participants if period is Period.WEEK else d.participants).label("participants"),
            _sum(d.sessions).label("sessions"),
            _sum(d.full_marks).label("full_marks"),
            sa.func.max(d.version).label("version"),
            sa.func.max(d.changed_at).label("changed_at"),
        )
        .where(d.contest_id == contest_id, d.contest_day.between(first, last))
        .group_by(d.unit_code)
        .subquery("sums")
    )


def _sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(column), sa.BigInteger)

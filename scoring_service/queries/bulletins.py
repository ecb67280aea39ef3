"""What the ranking report reads beyond boards: whole subtrees."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.bulletin import PlacedUnit
from scoring_service.domain.contest import Contest
from scoring_service.domain.ranking import Period, UnitFigures
from scoring_service.queries.figures import figures_of, is_shown, sums_of, tree_of
from scoring_service.tables import units


async def read_paths(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, Sequence[str]]:
    """From the root to the unit, of those that exist."""
    rows = await connection.execute(sa.select(units.c.code, units.c.path).where(units.c.code.in_(codes)))
    return dict(rows.all())


async def read_subtrees(
    connection: AsyncConnection, contest: Contest, tops: Collection[str], period: Period, day: date | None
) -> Sequence[PlacedUnit]:
    """The tops and everything below them that the boards of the contest list."""
    tree, sums = tree_of(contest), sums_of(contest.id, period, day)
    below = (
        figures_of(tree, sums)
        .add_columns(tree.c.level, tree.c.parent, tree.c.entry)
        .where(tree.c.path.overlap(list(tops)))
    )
    shown = below.where(tree.c.entry.in_(contest.entries), is_shown(contest, tree, sums))
    return [
        PlacedUnit(UnitFigures(*figures), level, parent, entry)
        for *figures, level, parent, entry in await connection.execute(shown.order_by(tree.c.code))
    ]

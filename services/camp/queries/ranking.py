"""Published works in order, for everybody; works with what was said of them, for reviewers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.domain.work import Reviewed, Selection, Shown, State
from services.camp.queries.works import work_of
from services.camp.tables import complaints, like_counts, selections, works

LIKES = (
    sa.select(sa.func.coalesce(sa.func.sum(like_counts.c.likes), 0).cast(sa.BigInteger))
    .where(like_counts.c.work_id == works.c.id)
    .scalar_subquery()
    .label("likes")
)


@dataclass(frozen=True)
class Choice:
    """Which works are wanted; None is all. `units` are codes, any of which stands on the path of a work.

    With `is_reported`, only those that somebody has complained about.
    """

    topic: str | None = None
    units: Sequence[str] | None = None
    states: Sequence[State] = (State.PUBLISHED,)
    is_reported: bool = False


async def read_ranked(
    connection: AsyncConnection, camp_id: str, choice: Choice, *, by_likes: bool, offset: int, limit: int
) -> Sequence[Shown]:
    """Competition ranks by likes, 1, 2, 2, 4; among equals the work published first stands first."""
    r = _ranked(camp_id, choice)
    order = (r.c.rank, r.c.published_at, r.c.id) if by_likes else (r.c.published_at.desc(), r.c.id.desc())
    rows = await connection.execute(sa.select(r).order_by(*order).offset(offset).limit(limit))
    return [Shown(work_of(row), row.likes, row.rank) for row in rows]


async def read_top(connection: AsyncConnection, camp_id: str, ranks: int) -> Sequence[Shown]:
    """Every liked work up to this rank, those that share it included."""
    r = _ranked(camp_id, Choice())
    wanted = sa.select(r).where(r.c.rank <= ranks, r.c.likes > 0).order_by(r.c.rank, r.c.published_at, r.c.id)
    return [Shown(work_of(row), row.likes, row.rank) for row in await connection.execute(wanted)]


async def read_reviewed(
    connection: AsyncConnection, camp_id: str, choice: Choice, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Reviewed]:
    """Those that wait the longest first, behind the one that was submitted then."""
    place = works.c.submitted_at, works.c.id
    wanted = _chosen(camp_id, choice).order_by(*place).limit(limit)
    if after is not None:
        wanted = wanted.where(sa.tuple_(*place) > sa.tuple_(*after))
    rows = (await connection.execute(wanted)).all()
    ids = [row.id for row in rows]
    selected, complained = await _selections_of(connection, ids), await _complaints_of(connection, ids)
    return [Reviewed(work_of(row), row.likes, selected[row.id], complained[row.id]) for row in rows]


def _ranked(camp_id: str, choice: Choice) -> sa.Subquery:
    counted = _chosen(camp_id, choice).subquery()
    rank = sa.func.rank().over(order_by=counted.c.likes.desc()).label("rank")
    return sa.select(counted, rank).subquery()


def _chosen(camp_id: str, choice: Choice) -> "sa.Select[tuple[object, ...]]":
    w = works.c
    wanted = sa.select(works, LIKES).where(w.camp_id == camp_id, w.state.in_([each.value for each in choice.states]))
    if choice.topic is not None:
        wanted = wanted.where(w.topic == choice.topic)
    if choice.units is not None:
        wanted = wanted.where(w.unit_path.overlap(sa.literal(list(choice.units), ARRAY(sa.Text))))
    if choice.is_reported:
        wanted = wanted.where(sa.exists().where(complaints.c.work_id == w.id))
    return wanted


async def _selections_of(connection: AsyncConnection, ids: Sequence[UUID]) -> Mapping[UUID, list[Selection]]:
    found: dict[UUID, list[Selection]] = defaultdict(list)
    wanted = sa.select(selections).where(selections.c.work_id.in_(ids)).order_by(selections.c.selected_at)
    for row in await connection.execute(wanted):
        found[row.work_id].append(Selection(row.unit_code, row.selected_by, row.selected_at, row.comment))
    return found


async def _complaints_of(connection: AsyncConnection, ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    wanted = sa.select(complaints).where(complaints.c.work_id.in_(ids)).order_by(complaints.c.made_at)
    for row in await connection.execute(wanted):
        found[row.work_id].append(row.reason)
    return found

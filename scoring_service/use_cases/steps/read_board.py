"""A leaderboard as it stands (R2.1, R2.2, R2.5, R2.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import BoardNotFound, ContestNotFound, UnitNotFound
from scoring_service.domain.ranking import BoardKey, Placed, Scale, UnitFigures, place
from scoring_service.queries import copies, figures
from scoring_service.queries.figures import Marks


@dataclass(frozen=True)
class Board:
    """`version` and `as_of` are of the last change to anything on this board; `marks` say what it was read from."""

    key: BoardKey
    marks: Marks
    version: int
    as_of: datetime
    scale: Scale
    items: Sequence[Placed]

    @cached_property
    def mark(self) -> str:
        """The same as long as nothing on the board has moved: pages of one mark lose and repeat no unit."""
        return f"{self.version}-{crc32(' '.join(each.unit.code for each in self.items).encode())}"


async def read_board(transaction: AsyncConnection, key: BoardKey) -> Board:
    """Raises `ContestNotFound`, `BoardNotFound` for an entry not offered, `UnitNotFound` for a parent elsewhere."""
    await figures.begin_snapshot(transaction)
    contest = await copies.read_contest(transaction, key.contest_id)
    if contest is None:
        raise ContestNotFound
    if key.entry not in contest.entries:
        raise BoardNotFound
    marks = await figures.read_marks(transaction, contest)
    top = await figures.read_top(transaction, key.entry, key.parent)
    if top is None and key.parent is not None:
        raise UnitNotFound
    version, as_of = 0, contest.received_at
    units: Sequence[UnitFigures] = ()
    if top is not None:
        version, as_of = await figures.read_last_change(transaction, contest, top, key.period, key.day)
        units = await figures.read_children(transaction, contest, key.entry, top, key.period, key.day)
    placed = place(units, key.metric, contest.scale)
    return Board(key, marks, version, as_of.astimezone(contest.zone), contest.scale, placed)

"""Leaderboards: whole pages for those who ask, and rows for those who listen."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import msgspec
from pydantic import Field, WithJsonSchema

from scoring_service.domain.ranking import Metric, Period, Placed, Scale
from scoring_service.use_cases.steps.read_board import Board
from scoring_service.wire.parameters import cursor_of
from scoring_service.wire.units import Instant, UnitTotalsReply, encode, instant, rounded, totals, unit_reply

Entry = Annotated[str, WithJsonSchema({"type": "string", "enum": ["region", "enterprise"]})]


@dataclass(frozen=True, slots=True)
class BoardRow(UnitTotalsReply):
    """Equal values share a rank (1, 2, 2, 4) and are ordered by sessions descending, then code.

    Averages and rates are compared unrounded; a rate is shown with 4 decimals. `registered_base` is how many persons
    could take part; `participation_rate` (participants) and `per_capita` (points) are shares of it. A unit with fewer
    than 30 registered, or none known, has null there and shares the last rank on boards of these two. A unit with fewer
    sessions than the smallest sample has no average and no rate at all, and no rank on boards of these.
    `composite` (0 to 100) weighs shares: of the most points on the board, of the registered base, of full marks.
    """

    rank: Annotated[int | None, Field(ge=1)]
    full_mark_rate: Annotated[float | None, Field(ge=0, le=1)]
    registered_base: int | None
    participation_rate: Annotated[float | None, Field(ge=0)]
    per_capita: Annotated[float | None, Field(ge=0)]
    composite: Annotated[float, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class WeightsReply:
    """What each share contributes to the composite; only their proportions matter."""

    points: float
    participation_rate: float
    average_score: float
    full_mark_rate: float


@dataclass(frozen=True, slots=True)
class BoardHead:
    contest_id: str
    entry: Entry
    parent: str | None
    metric: Metric
    period: Period
    as_of: Instant
    version: int
    smallest_sample: int
    composite: WeightsReply


@dataclass(frozen=True, slots=True)
class BoardReply(BoardHead):
    """`as_of` and `version` are of the last change to anything on the board; `parent` is null for the top units.

    `smallest_sample` and the weights of the composite are rules of the contest. Pages of one board lose and repeat no
    unit. `moved` is true on a page that goes on from one of a board as it was before: figures or places have changed
    since, so that units may be missing or repeated, and whoever needs a list of one moment begins again without a
    cursor.
    """

    items: list[BoardRow]
    next_cursor: str | None
    moved: bool


@dataclass(frozen=True, slots=True)
class BoardEvent(BoardHead):
    items: list[msgspec.Raw]


def board_reply(board: Board, limit: int, offset: int, *, moved: bool) -> bytes:
    """One page of a board; `moved` tells that the page before was of another state of it."""
    rows = [_row(item, board.scale) for item in board.items[offset : offset + limit]]
    following = None if offset + limit >= len(board.items) else cursor_of(offset + limit, board.mark)
    return encode(BoardReply(**_head(board), items=rows, next_cursor=following, moved=moved))


def board_rows(board: Board) -> dict[str, bytes]:
    """Every row of a board, by unit."""
    return {item.unit.code: encode(_row(item, board.scale)) for item in board.items}


def board_event(board: Board, rows: Iterable[bytes]) -> bytes:
    """A board with some of its rows."""
    return encode(BoardEvent(**_head(board), items=[msgspec.Raw(row) for row in rows]))


def _head(board: Board) -> dict[str, Any]:
    key = board.key
    return {
        "contest_id": key.contest_id,
        "entry": key.entry,
        "parent": key.parent,
        "metric": key.metric,
        "period": key.period,
        "as_of": instant(board.as_of),
        "version": board.version,
        "smallest_sample": board.scale.smallest_sample,
        "composite": WeightsReply(**asdict(board.scale.weights)),
    }


def _row(placed: Placed, scale: Scale) -> BoardRow:
    unit = placed.unit
    return BoardRow(
        **totals(unit, scale),
        unit=unit_reply(unit),
        rank=placed.rank,
        full_mark_rate=rounded(unit.full_mark_rate(scale), 4),
        registered_base=unit.registered_base,
        participation_rate=rounded(unit.participation_rate(scale), 4),
        per_capita=rounded(unit.per_capita(scale), 4),
        composite=round(placed.composite, 2),
    )

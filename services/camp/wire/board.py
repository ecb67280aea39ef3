"""Boards of a camp."""

from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel

from services.camp.domain.board import Metric
from services.camp.use_cases.read_board import Board
from services.camp.wire.parts import UnitReply, local
from services.kit import cursors
from services.kit.errors import FieldError, Invalid

DEFAULT_LIMIT, LARGEST_LIMIT = 200, 500


class RowReply(BaseModel):
    """`hours` are lesson hours of all learners of the unit."""

    rank: int
    unit: UnitReply
    learners: int
    hours: float
    certificates: int
    works: int


class BoardReply(BaseModel):
    camp_id: str
    entry: str
    parent: str | None
    metric: str
    as_of: AwareDatetime
    version: int
    items: list[RowReply]
    next_cursor: str | None


class Asked(BaseModel):
    parent: str | None
    metric: Metric
    limit: int
    offset: int


def asked(texts: Mapping[str, str]) -> Asked:
    """Raises `Invalid`."""
    metric, limit = texts.get("metric", Metric.LEARNERS), texts.get("limit", str(DEFAULT_LIMIT))
    errors = []
    if metric not in list(Metric):
        errors.append(FieldError("/metric", "invalid-value", "不是允许的取值。", " | ".join(Metric)))
    if not (
        limit.isascii()
        and limit.isdecimal()
        and len(limit) <= len(str(LARGEST_LIMIT))
        and 1 <= int(limit) <= LARGEST_LIMIT
    ):
        errors.append(FieldError("/limit", "invalid-value", "不是允许的取值。", f"1…{LARGEST_LIMIT}"))
    if errors:
        raise Invalid(errors=errors)
    offset = cursors.offset(texts.get("cursor"))
    return Asked(parent=texts.get("parent") or None, metric=Metric(metric), limit=int(limit), offset=offset)


def board_reply(board: Board, entry: str, asked_for: Asked) -> bytes:
    until = asked_for.offset + asked_for.limit
    shown = board.places[asked_for.offset : until]
    rows = [
        RowReply(
            rank=rank,
            unit=UnitReply(code=unit.code, name=unit.name),
            learners=unit.learners,
            hours=board.camp.rules.lesson_hours(unit.counted_ms),
            certificates=unit.certificates,
            works=unit.works,
        )
        for rank, unit in shown
    ]
    reply = BoardReply(
        camp_id=board.camp.id,
        entry=entry,
        parent=asked_for.parent,
        metric=asked_for.metric,
        as_of=local(board.as_of),
        version=board.version,
        items=rows,
        next_cursor=cursors.encode(str(until)) if until < len(board.places) else None,
    )
    return reply.model_dump_json().encode()

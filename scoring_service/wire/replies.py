"""From domain values to bytes on the wire."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from scoring_service.domain.boards import Placed, Scale, UnitFigures
from scoring_service.domain.comparison import Siblings, Trend
from scoring_service.domain.standing import Standing
from scoring_service.queries.finals import Signed
from scoring_service.queries.progress import DayFigures
from scoring_service.use_cases.read_board import Board
from scoring_service.use_cases.read_progress import Progress
from scoring_service.wire.parameters import cursor_of
from services.kit.signatures import payload_of

_encode = msgspec.json.Encoder().encode


def board_reply(board: Board, limit: int, offset: int) -> bytes:
    """One page of a board."""
    page = board.items[offset : offset + limit]
    is_last = offset + limit >= len(board.items)
    items = [_placed(item, board.scale) for item in page]
    return _encode({**_head(board), "items": items, "next_cursor": None if is_last else cursor_of(offset + limit)})


def board_rows(board: Board) -> dict[str, bytes]:
    """Every row of a board, by unit."""
    return {item.unit.code: _encode(_placed(item, board.scale)) for item in board.items}


def board_event(board: Board, rows: Iterable[bytes]) -> bytes:
    """A board with some of its rows."""
    return _encode({**_head(board), "items": [msgspec.Raw(row) for row in rows]})


def _head(board: Board) -> dict[str, Any]:
    key = board.key
    return {
        "contest_id": key.contest_id,
        "entry": key.entry,
        "parent": key.parent,
        "metric": key.metric,
        "period": key.period,
        "as_of": board.as_of.isoformat(timespec="milliseconds"),
        "version": board.version,
    }


def final_reply(contest_id: str, final: Signed) -> bytes:
    return _encode(
        {
            "contest_id": contest_id,
            "digest": final.digest.hex(),
            "jws": final.jws,
            "results": msgspec.Raw(payload_of(final.jws)),
        }
    )


def keys_reply(keys: Sequence[Mapping[str, str]]) -> bytes:
    return _encode({"keys": keys})


def standing_reply(standing: Standing) -> bytes:
    return _encode(standing)


def progress_reply(progress: Progress) -> bytes:
    return _encode(
        {
            "unit": _unit(progress.unit),
            "as_of": progress.as_of.isoformat(timespec="milliseconds"),
            "totals": _totals(progress.unit),
            "by_day": [_day(day) for day in progress.by_day],
            "children": [{"unit": _unit(child), **_totals(child)} for child in progress.children],
            "silent_children": _silent(progress.children),
            "trend": _trend(progress.trend),
            "siblings": _siblings(progress.siblings),
        }
    )


def _placed(placed: Placed, scale: Scale) -> dict[str, Any]:
    unit = placed.unit
    return {
        "rank": placed.rank,
        "unit": _unit(unit),
        **_totals(unit),
        "full_mark_rate": round(unit.full_mark_rate, 4),
        "registered_base": unit.registered_base,
        "participation_rate": _rounded(unit.participation_rate, 4),
        "per_capita": _rounded(unit.per_capita, 4),
        "composite": round(unit.composite(scale), 2),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _unit(unit: UnitFigures) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def _totals(unit: UnitFigures) -> dict[str, float]:
    return {
        "points": unit.points,
        "participants": unit.participants,
        "sessions": unit.sessions,
        "average_score": round(unit.average_score, 2),
    }


def _day(day: DayFigures) -> dict[str, Any]:
    return {
        "date": day.date,
        "points": day.points,
        "participants": day.participants,
        "sessions": day.sessions,
        "average_score": round(day.points / day.sessions, 2),
    }


def _silent(children: Sequence[UnitFigures]) -> list[dict[str, str]]:
    return [_unit(child) for child in children if not child.sessions]


def _trend(trend: Trend | None) -> dict[str, Any] | None:
    return None if trend is None else {name: vars(week) for name, week in vars(trend).items()}


def _siblings(siblings: Siblings | None) -> dict[str, Any] | None:
    return None if siblings is None else vars(siblings)

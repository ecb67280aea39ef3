"""What a list of works is asked for, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from services.camp.domain.work import Reviewed, State
from services.kit import cursors
from services.kit.errors import FieldError, Invalid

Item = TypeVar("Item")
Place = tuple[datetime, UUID]
"""Of a work among those that are reviewed: when it was submitted, and its id."""

DEFAULT_LIMIT, LARGEST_LIMIT = 20, 100
ORDERS = ("likes", "newest")
BOOLEANS = ("true", "false")
REVIEWED = (State.SUBMITTED, State.RETURNED, State.PUBLISHED)
_YEARS = range(2000, 9000)
_TEXT = {"type": "string"}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}


def _query(name: str, schema: object) -> dict[str, object]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


WORKS = [
    _query("order", {"enum": list(ORDERS), "default": "likes"}),
    _query("topic", _TEXT),
    _query("unit", _TEXT),
    _query("limit", _LIMIT),
    _query("cursor", _TEXT),
]
SUBMISSIONS = [
    _query("state", {"enum": list(REVIEWED)}),
    _query("reported", {"type": "boolean", "default": False}),
    _query("unit", _TEXT),
    _query("limit", _LIMIT),
    _query("cursor", _TEXT),
]


@dataclass(frozen=True)
class Asked:
    """`offset` is where the page begins."""

    order: str
    topic: str | None
    unit: str | None
    limit: int
    offset: int


@dataclass(frozen=True)
class AskedToReview:
    """The page begins behind `after`: what is decided meanwhile moves nothing that waits."""

    states: Sequence[State]
    is_reported: bool
    unit: str | None
    limit: int
    after: Place | None


def asked_for_works(texts: Mapping[str, str]) -> Asked:
    """Raises `Invalid`."""
    order = texts.get("order", "likes")
    limit = _checked(texts, [] if order in ORDERS else [_refused("order", ORDERS)])
    return Asked(
        order, texts.get("topic") or None, texts.get("unit") or None, limit, cursors.offset(texts.get("cursor"))
    )


def asked_to_review(texts: Mapping[str, str]) -> AskedToReview:
    """Raises `Invalid`."""
    state, reported, cursor = texts.get("state"), texts.get("reported", "false"), texts.get("cursor")
    errors = [] if state is None or state in list(REVIEWED) else [_refused("state", REVIEWED)]
    if reported not in BOOLEANS:
        errors.append(_refused("reported", BOOLEANS))
    limit = _checked(texts, errors)
    states = REVIEWED if state is None else (State(state),)
    after = cursors.decode_to(_place_of, cursor) if cursor else None
    return AskedToReview(states, reported == "true", texts.get("unit") or None, limit, after)


def _checked(texts: Mapping[str, str], errors: list[FieldError]) -> int:
    """The limit. Raises `Invalid` where it, or what was looked at before, is at fault."""
    limit = texts.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= LARGEST_LIMIT):  # noqa: PLR2004 - digits of the largest
        errors.append(FieldError("/limit", "invalid-value", "不是允许的取值。", f"1…{LARGEST_LIMIT}"))
    if errors:
        raise Invalid(errors=errors)
    return int(limit)


def _refused(name: str, allowed: Sequence[str]) -> FieldError:
    return FieldError(f"/{name}", "invalid-value", "不是允许的取值。", " | ".join(allowed))


def _place_of(position: str) -> Place:
    at, work_id = position.split(" ")
    submitted_at = datetime.fromisoformat(at)
    if submitted_at.tzinfo is None or submitted_at.year not in _YEARS:
        raise ValueError(position)
    return submitted_at.astimezone(UTC), UUID(work_id)


def page(found: Sequence[Item], asked: Asked) -> tuple[Sequence[Item], str | None]:
    """The items of this page, of one more than it holds, and the cursor of the next."""
    has_more = len(found) > asked.limit
    return found[: asked.limit], cursors.encode(str(asked.offset + asked.limit)) if has_more else None


def page_to_review(found: Sequence[Reviewed], asked: AskedToReview) -> tuple[Sequence[Reviewed], str | None]:
    """The same for works that are reviewed."""
    shown = found[: asked.limit]
    if len(found) == len(shown):
        return shown, None
    last = shown[-1].work
    return shown, cursors.encode(f"{last.submitted_at and last.submitted_at.isoformat()} {last.id}")

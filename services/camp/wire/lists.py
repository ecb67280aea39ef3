"""What a list of works is asked for, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.camp.domain.work import State
from services.kit import cursors
from services.kit.errors import FieldError, Invalid

Item = TypeVar("Item")

DEFAULT_LIMIT, LARGEST_LIMIT = 20, 100
ORDERS = ("likes", "newest")
REVIEWED = (State.SUBMITTED, State.RETURNED, State.PUBLISHED)
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
SUBMISSIONS = [_query("state", {"enum": list(REVIEWED)}), _query("unit", _TEXT), _query("limit", _LIMIT)]


@dataclass(frozen=True)
class Asked:
    """`offset` is where the page begins."""

    order: str
    topic: str | None
    unit: str | None
    states: Sequence[State]
    limit: int
    offset: int


def asked_for_works(texts: Mapping[str, str]) -> Asked:
    """Raises `Invalid`."""
    order, limit, state = texts.get("order", "likes"), texts.get("limit", str(DEFAULT_LIMIT)), texts.get("state")
    errors = []
    if order not in ORDERS:
        errors.append(FieldError("/order", "invalid-value", "不是允许的取值。", " | ".join(ORDERS)))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3 and 1 <= int(limit) <= LARGEST_LIMIT):  # noqa: PLR2004 - digits of the largest
        errors.append(FieldError("/limit", "invalid-value", "不是允许的取值。", f"1…{LARGEST_LIMIT}"))
    if state is not None and state not in list(REVIEWED):
        errors.append(FieldError("/state", "invalid-value", "不是允许的取值。", " | ".join(REVIEWED)))
    if errors:
        raise Invalid(errors=errors)
    offset = cursors.offset(texts.get("cursor"))
    states = REVIEWED if state is None else (State(state),)
    return Asked(order, texts.get("topic") or None, texts.get("unit") or None, states, int(limit), offset)


def page(found: Sequence[Item], asked: Asked) -> tuple[Sequence[Item], str | None]:
    """The items of this page, of one more than it holds, and the cursor of the next."""
    has_more = len(found) > asked.limit
    return found[: asked.limit], cursors.encode(str(asked.offset + asked.limit)) if has_more else None

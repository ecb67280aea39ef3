"""Opaque cursors of lists: where the last page ended, in a form that nobody is tempted to make up."""

import base64
import binascii
from collections.abc import Callable
from typing import TypeVar

from services.kit.errors import FieldError, Invalid

Position = TypeVar("Position")
MOST_DIGITS = 9
"""No list is longer, and a database counts so far."""


def encode(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).rstrip(b"=").decode()


def decode(cursor: str) -> str:
    """Raises `Invalid` for what `encode` cannot have made."""
    try:
        position = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Invalid(errors=[_INVALID]) from error
    if "\x00" in position:
        raise Invalid(errors=[_INVALID])
    return position


def decode_to(parse: Callable[[str], Position], cursor: str) -> Position:
    """The position in the list's own terms. Raises `Invalid` also where `parse` raises ValueError."""
    try:
        return parse(decode(cursor))
    except ValueError as error:
        raise Invalid(errors=[_INVALID]) from error


def offset(cursor: str | None) -> int:
    """How many items came before, where a list is counted; 0 without a cursor. Raises `Invalid`."""
    return decode_to(_count, cursor) if cursor else 0


def _count(position: str) -> int:
    if not (position.isascii() and position.isdecimal() and len(position) <= MOST_DIGITS):
        raise ValueError(position)
    return int(position)


_INVALID = FieldError("/cursor", "invalid-cursor", "翻页标记无效。", "Not a cursor of this list.")

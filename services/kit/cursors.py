"""Opaque cursors of lists: where the last page ended, in a form that nobody is tempted to make up."""

import base64
import binascii
from collections.abc import Callable
from typing import TypeVar

from services.kit.errors import FieldError, Invalid

Position = TypeVar("Position")


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


_INVALID = FieldError("/cursor", "invalid-cursor", "翻页标记无效。", "Not a cursor of this list.")

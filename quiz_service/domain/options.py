"""Opaque option tokens (R1.9): keyed hashes of session, position and option, recomputed and never stored.

Options are shown in the order of their tokens: a different order in each session that says nothing of the key.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from uuid import UUID

MOST_OPTIONS = 8
MOST_POSITIONS = 50
_TOKEN_BYTES = 6
_TOKEN_CHARS = 8
_PLACE_CHARS = MOST_OPTIONS * _TOKEN_CHARS


class Tokens:
    """The tokens of a session's first `positions` places, counted from 1: eight URL-safe characters for each option.

    One hash of any length serves all of them: a hash for each place cost twice as much (docs/decisions/0012).
    """

    def __init__(self, key: bytes, session_id: UUID, positions: int) -> None:
        digest = hashlib.shake_256(key + session_id.bytes).digest(positions * MOST_OPTIONS * _TOKEN_BYTES)
        self._text = urlsafe_b64encode(digest).decode()

    def of(self, position: int, options: int = MOST_OPTIONS) -> list[str]:
        start = (position - 1) * _PLACE_CHARS
        text = self._text
        return [text[at : at + _TOKEN_CHARS] for at in range(start, start + options * _TOKEN_CHARS, _TOKEN_CHARS)]


def mask_of(shown: Sequence[str], choice: Sequence[str]) -> int | None:
    """The chosen options as a bit mask, or None when one of them is not among the `shown` tokens of the place.

    Options that the question does not have got no token that anyone was shown, so the paper is not needed here.
    """
    mask = 0
    for each in choice:
        if each not in shown:
            return None
        mask |= 1 << shown.index(each)
    return mask


def chosen(shown: Sequence[str], mask: int) -> list[str]:
    """The tokens of a mask in the order in which options are shown."""
    if mask and not mask & (mask - 1):  # one option, as nearly always
        return [shown[mask.bit_length() - 1]]
    return sorted([token for option, token in enumerate(shown) if mask >> option & 1])

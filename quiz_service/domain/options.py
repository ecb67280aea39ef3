"""Opaque option tokens (R1.9): keyed hashes of session, position and option, recomputed and never stored.

Options are shown in the order of their tokens: a different order in each session that says nothing of the key.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from uuid import UUID

MOST_OPTIONS = 8
_TOKEN_BYTES = 6
_TOKEN_CHARS = 8


def tokens(key: bytes, session_id: UUID, position: int, options: int = MOST_OPTIONS) -> list[str]:
    """Eight URL-safe characters for each option. `position` counts from 1.

    One hash serves all options of a place: a hash for each cost four times as much (docs/decisions/0012).
    """
    message = session_id.bytes + bytes((position,))
    digest = hashlib.blake2b(message, key=key, digest_size=MOST_OPTIONS * _TOKEN_BYTES).digest()
    text = urlsafe_b64encode(digest).decode()
    return [text[start : start + _TOKEN_CHARS] for start in range(0, options * _TOKEN_CHARS, _TOKEN_CHARS)]


def mask_of(key: bytes, session_id: UUID, position: int, choice: Sequence[str]) -> int | None:
    """The chosen options as a bit mask, or None when a token is not one of this place.

    Options that the question does not have got no token that anyone was shown, so the paper is not needed here.
    """
    if not choice:
        return 0
    shown = tokens(key, session_id, position)
    mask = 0
    for each in choice:
        if each not in shown:
            return None
        mask |= 1 << shown.index(each)
    return mask


def chosen(shown: Sequence[str], mask: int) -> list[str]:
    """The tokens of a mask in the order in which options are shown."""
    return sorted([token for option, token in enumerate(shown) if mask >> option & 1])

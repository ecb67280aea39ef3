"""Opaque option tokens (R1.9): keyed hashes of session, position and option, recomputed and never stored.

Options are shown in the order of their tokens: a different order in each session that says nothing of the key.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from uuid import UUID

MOST_OPTIONS = 8
_TOKEN_BYTES = 9


def token(key: bytes, session_id: UUID, position: int, option: int) -> str:
    """Twelve URL-safe characters. `position` counts from 1, `option` from 0."""
    message = session_id.bytes + bytes((position, option))
    return urlsafe_b64encode(hashlib.blake2b(message, key=key, digest_size=_TOKEN_BYTES).digest()).decode()


def tokens(key: bytes, session_id: UUID, position: int, options: int) -> list[str]:
    return [token(key, session_id, position, option) for option in range(options)]


def mask_of(key: bytes, session_id: UUID, position: int, choice: Sequence[str]) -> int | None:
    """The chosen options as a bit mask, or None when a token is not one of this place.

    Options that the question does not have got no token that anyone was shown, so the paper is not needed here.
    """
    mask = 0
    wanted = set(choice)
    for option in range(MOST_OPTIONS):
        if len(wanted) == 0:
            break
        shown = token(key, session_id, position, option)
        if shown in wanted:
            wanted.discard(shown)
            mask |= 1 << option
    return None if wanted else mask

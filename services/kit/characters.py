"""Which characters may stand in what people write, judged by a list.

Python's tables are those of its own year (3.11: Unicode 14) and call every younger character unassigned: emoji, and
Chinese of the extensions H and I, which stand in names. What is not listed here is a character like any other.
"""

import re
import unicodedata

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BREAKS = "\t\n\r\u2028\u2029"
_HIDDEN = "\u200b\u200e\u200f\u2060\ufeff"
"""They tell apart two names that look the same; within a text they do no harm."""
_SURROGATES = "\ud800-\udfff"
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
"""They make text read otherwise than it is stored."""
_ANNOTATIONS = "\ufff9-\ufffb"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
"""Private use, which every font shows differently, and the non-characters of those planes."""
_NO_CHARACTERS = "\ufdd0-\ufdef\ufffd" + "".join(
    f"{chr((p << 16) + 0xFFFE)}{chr((p << 16) + 0xFFFF)}" for p in range(15)
)
"""With U+FFFD, which stands where a character was lost."""
_INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_RADICALS = re.compile("[\u2e9f\u2ef3\u2f00-\u2fd5]")
"""Parts of characters that look like the character: what is copied out of a PDF has them (⽯ for 石)."""
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_UNWRITABLE = re.compile(f"[\x00{_SURROGATES}{_PRIVATE}{_NO_CHARACTERS}]")
_NEVER = re.compile(f"[{_CONTROLS}{_SURROGATES}{_DIRECTIONS}{_ANNOTATIONS}{_PRIVATE}{_NO_CHARACTERS}]")
_NEVER_IN_A_LINE = re.compile(f"[{_BREAKS}{_HIDDEN}]")
_SEEN = re.compile(f"[^{_INVISIBLE}]")


def unwritable_at(text: str) -> int | None:
    """Where the first character stands that nobody writes and wrong bytes become, or None."""
    found = _UNWRITABLE.search(text)
    return found.start() if found else None


def refused(text: str, *, may_break: bool = False) -> str | None:
    """The first character that may not stand in a text, or None. Line breaks and tabs may in one of several lines."""
    found = _NEVER.search(text) or (None if may_break else _NEVER_IN_A_LINE.search(text))
    return found[0] if found else None


def has_anything_visible(text: str) -> bool:
    return _SEEN.search(text) is not None


def without_radicals(text: str) -> str:
    """The text with a character in the place of each radical that only looks like it."""
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def with_plain_spaces(text: str) -> str:
    """A name as it is kept: spaces of every width (U+3000, U+00A0, …) are spaces, and none stand around it."""
    return without_radicals(_SPACES.sub(" ", text).strip())


def is_name(text: str, longest: int) -> bool:
    """Whether it can be the name of somebody or something: one line, something visible, at most `longest` long."""
    return 0 < len(text) <= longest and refused(text) is None and has_anything_visible(text)


def named(character: str) -> str:
    """The character as a fault names it: U+202E."""
    return f"U+{ord(character):04X}"

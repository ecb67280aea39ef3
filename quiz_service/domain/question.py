"""Questions of a bank. A revision never changes, so a paper that names revisions is the same paper for ever (I4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LETTERS = "ABCDEFGH"


class Kind(StrEnum):
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"


class Audience(StrEnum):
    """Whom a question or a contest is for: everybody, or officials, whose questions only contests for them draw."""

    PUBLIC = "public"
    OFFICIAL = "official"


@dataclass(frozen=True)
class Question:
    """One revision. `right` is a bit mask over `options`: bit 0 for the first.

    `family` is shared by variants, `enemies` are ids of questions that answer this one; neither stands on a paper
    with it. `valid_from` and `valid_until` are the first and the last day on which it may be drawn. `document`,
    `year`, `article` and `address` say where its key can be looked up. `picture` is the name of one, and
    `picture_alt` says what it shows to those who do not see it.
    """

    revision: int
    id: str
    category: str
    kind: Kind
    difficulty: int
    stem: str
    options: tuple[str, ...]
    right: int
    explanation: str
    source: str
    family: str = ""
    enemies: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    valid_from: date | None = None
    valid_until: date | None = None
    document: str = ""
    year: int | None = None
    article: str = ""
    address: str = ""
    picture: str = ""
    picture_alt: str = ""

    @property
    def is_multiple(self) -> bool:
        return self.kind is Kind.MULTIPLE_CHOICE


def mask_of(letters: str) -> int:
    """The bit mask of an answer written in letters: `"AC"` is 0b101. Raises ValueError for other characters."""
    return sum(1 << LETTERS.index(letter) for letter in set(letters))


def indexes_of(mask: int) -> Sequence[int]:
    """The options of a bit mask, counted from 0."""
    return [index for index in range(mask.bit_length()) if mask >> index & 1]

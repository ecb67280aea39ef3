"""Questions of a bank. A revision never changes, so a paper that names revisions is the same paper for ever (I4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LETTERS = "ABCDEFGH"


class Kind(StrEnum):
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"


@dataclass(frozen=True)
class Question:
    """One revision. `right` is a bit mask over `options`: bit 0 for the first."""

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

    @property
    def is_multiple(self) -> bool:
        return self.kind is Kind.MULTIPLE_CHOICE


def mask_of(letters: str) -> int:
    """The bit mask of an answer written in letters: `"AC"` is 0b101. Raises ValueError for other characters."""
    return sum(1 << LETTERS.index(letter) for letter in set(letters))


def indexes_of(mask: int) -> Sequence[int]:
    """The options of a bit mask, counted from 0."""
    return [index for index in range(mask.bit_length()) if mask >> index & 1]

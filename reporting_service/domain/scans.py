"""What a scan of a stamped print turned out to be (R3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """`FOREIGN` has a code that names none of the report's versions; `UNLIKE` has one, and another page around it."""

    READ = "read"
    BROKEN = "broken"
    BLANK = "blank"
    WITHOUT_CODE = "without_code"
    FOREIGN = "foreign"
    MIXED = "mixed"
    UNLIKE = "unlike"


@dataclass(frozen=True)
class Print:
    """One version's print: what its QR code says, and the form as data."""

    seal: str
    form: Mapping[str, Any]


@dataclass(frozen=True)
class Spot:
    """A blank of the print; the box is in millimetres from the upper left corner of its page."""

    cell: str
    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Reading:
    """`pages` of the print were on the scan, out of `page_count`.

    `differences` are blanks with ink that the print does not explain, or without ink that it has; in `unclear` ones a
    stamp or handwriting hides too much to say.
    """

    outcome: Outcome
    seal: str | None = None
    pages: Sequence[int] = ()
    page_count: int = 0
    differences: Sequence[Spot] = ()
    unclear: Sequence[Spot] = ()

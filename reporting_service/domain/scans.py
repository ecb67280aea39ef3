"""What a scan of a stamped print turned out to be (R3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reporting_service.domain.errors import WrongMedia
from reporting_service.domain.scan_errors import (
    ScanBlank,
    ScanDigestUnknown,
    ScanOfAnotherReport,
    ScanOfSeveralVersions,
    ScanTooLong,
    ScanUnlikePrint,
    ScanWithoutCode,
)
from services.kit.errors import Problem

MOST_PAGES = 10


class Outcome(StrEnum):
    """`FOREIGN` has a code that names none of the report's versions; `UNLIKE` has one, and another page around it."""

    READ = "read"
    BROKEN = "broken"
    TOO_LONG = "too_long"
    BLANK = "blank"
    WITHOUT_CODE = "without_code"
    FOREIGN = "foreign"
    MIXED = "mixed"
    UNLIKE = "unlike"


@dataclass(frozen=True)
class Print:
    """One version's print: what its QR code says, and the form as data."""

    version: int
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

    @property
    def verdict(self) -> str:
        """`differs`, else `unclear`, else `same`."""
        return "differs" if self.differences else "unclear" if self.unclear else "same"


REFUSALS: Mapping[Outcome, type[Problem]] = {
    Outcome.BROKEN: WrongMedia,
    Outcome.BLANK: ScanBlank,
    Outcome.WITHOUT_CODE: ScanWithoutCode,
    Outcome.MIXED: ScanOfSeveralVersions,
    Outcome.UNLIKE: ScanUnlikePrint,
}


def version_of(reading: Reading, prints: Sequence[Print], report_id: str) -> Print:
    """The print that was scanned. Raises what the scan was instead."""
    if reading.outcome is Outcome.TOO_LONG:
        raise ScanTooLong(extra={"most_pages": MOST_PAGES})
    if reading.outcome in REFUSALS:
        raise REFUSALS[reading.outcome]
    found = next((each for each in prints if each.seal == reading.seal), None)
    if found is not None:
        return found
    is_ours = (reading.seal or "").split(":")[1:2] == [report_id]
    raise ScanDigestUnknown if is_ours else ScanOfAnotherReport


def printed_in(form: Mapping[str, Any], cell: str) -> str:
    """What the print has in a blank; nothing where it stayed blank."""
    segments = (segment for row in form["rows"] for line in row["lines"] for segment in line)
    return next((str(each["blank"]) for each in segments if each.get("cell") == cell), "")

"""Relief from what a unit owes: excused from reporting (免报), or given more time (延期), with who and why (R3.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    EXCUSE = "excuse"
    EXTENSION = "extension"


@dataclass(frozen=True)
class Relief:
    """`until` is the last day: of an excuse, or for handing in."""

    until: date
    reason: str
    granted_by: str
    granted_at: datetime

"""What is counted: entries of the ledger, and what they have made of each participant so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

SESSION = "session"
"""The kind of entry that a finished session makes, once."""
CORRECTION = "correction"
"""The kind of entry that a later score of a session makes: its points are the difference."""
HOLD, RELEASE, VOID = "hold", "release", "void"
"""Kinds of entries that put a session out of the count, back into it, and say that it was out for good.

They have no points. What was void can be released until the contest is final.
"""


REVERSAL, REINSTATEMENT = "reversal", "reinstatement"
"""Kinds of entries that take a session back which the record has lost, and enter it again as the record has it.

A reversal has the points of the session with the other sign.
"""


class Implausible(ValueError):
    """An event that cannot be true, whoever sent it."""


class Person(NamedTuple):
    """A participant within one contest. Of somebody with several accounts `participant_id` is the oldest one (I19)."""

    contest_id: str
    participant_id: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished session as it counts. `unit_path` runs from the root to the unit, frozen at the start (R2.3).

    `revision` counts how often its score was changed, and `cause` says what for the last time. `participant_id` is the
    account that played, and `person_id` the person behind it where that is another id.
    """

    contest_id: str
    contest_day: date
    session_id: UUID
    participant_id: UUID
    entry: str
    unit_path: tuple[str, ...]
    points: int
    is_full_mark: bool
    started_at: datetime
    finished_at: datetime
    revision: int = 0
    cause: str = ""
    person_id: UUID | None = None

    @property
    def person(self) -> Person:
        return Person(self.contest_id, self.person_id or self.participant_id)


@dataclass(frozen=True, slots=True)
class Tally:
    """A participant's sums. `week_units` are the units that count them in the ISO week of `last_day`."""

    points: int = 0
    sessions: int = 0
    counted_units: frozenset[str] = frozenset()
    last_day: date | None = None
    week_units: frozenset[str] = frozenset()


class Attendance(NamedTuple):
    """That a person took part on a day, and for which units."""

    person: Person
    contest_day: date
    unit_path: Sequence[str]


def check_plausible(entry: Entry, max_score: int) -> None:
    """Raises `Implausible` for points outside 0 … `max_score`, and for a path that is empty or names a unit twice.

    So it does for a later score without a cause.
    """
    if not 0 <= entry.points <= max_score:
        raise Implausible(f"{entry.points} of {max_score} points")
    if not entry.unit_path or len(set(entry.unit_path)) < len(entry.unit_path):
        raise Implausible(f"unit path {entry.unit_path}")
    if entry.revision < 0 or (entry.revision > 0) != bool(entry.cause):
        raise Implausible(f"revision {entry.revision} for the cause {entry.cause!r}")

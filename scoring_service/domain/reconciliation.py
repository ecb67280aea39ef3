"""What brings the ledger back to a record that has lost something after the ledger had it (I22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from scoring_service.domain.ledger import Entry


@dataclass(frozen=True)
class Recorded:
    """A session as its ledger rows leave it: `entry` has its present points. It was taken back `reversals` times."""

    entry: Entry
    is_in_record: bool
    reversals: int


@dataclass(frozen=True)
class Held:
    """A session as quiz holds it; `score` is None until it is finished."""

    score: int | None
    is_full_mark: bool
    revision: int


@dataclass(frozen=True)
class Mend:
    """Entries to add, and the sessions that quiz has finished and the ledger lacks."""

    reversals: Sequence[Entry]
    reinstatements: Sequence[Entry]
    lacking: Sequence[UUID]


def mend(recorded: Iterable[Recorded], held: Mapping[UUID, Held]) -> Mend:
    """Take back what quiz does not hold, or holds with another score, and enter anew what it holds.

    An unfinished session is left alone: it will be finished within minutes, and looked at then.
    """
    reversals, reinstatements = list[Entry](), list[Entry]()
    known = set[UUID]()
    for each in recorded:
        session = held.get(each.entry.session_id)
        known.add(each.entry.session_id)
        is_lost = session is None
        is_other = session is not None and session.score not in (None, each.entry.points)
        number, points = each.reversals, each.entry.points
        if each.is_in_record and (is_lost or is_other):
            number, points = number + 1, 0
            reversals.append(_numbered(each.entry, number, -each.entry.points, is_full_mark=False))
        if session is not None and session.score is not None and (is_other or not each.is_in_record):
            entered = _numbered(each.entry, number, session.score - points, is_full_mark=session.is_full_mark)
            reinstatements.append(replace(entered, revision=max(each.entry.revision, session.revision)))
    lacking = [each for each, session in held.items() if session.score is not None and each not in known]
    return Mend(reversals, reinstatements, lacking)


def _numbered(entry: Entry, number: int, points: int, *, is_full_mark: bool) -> Entry:
    return replace(entry, cause=f"record/{number:04}", points=points, is_full_mark=is_full_mark)

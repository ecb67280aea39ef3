"""What it changes that sessions of a person count no more, or count again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple

from scoring_service.domain.attribution import NOTHING_YET, Changes, Figures, attribute
from scoring_service.domain.ledger import Entry, Person


def reattribute(person: Person, before: Sequence[Entry], after: Sequence[Entry]) -> Changes:
    """What the sessions `after` make, less what those `before` made: distinct participants come out right too (I6)."""
    made, makes = attribute(before, {}), attribute(after, {})
    changes = Changes(tallies={person: makes.tallies.get(person, NOTHING_YET)})
    was, now = made.unit_days.get(person.contest_id, {}), makes.unit_days.get(person.contest_id, {})
    unit_days = changes.unit_days.setdefault(person.contest_id, defaultdict(Figures))
    for key in was.keys() | now.keys():
        difference = _minus(now.get(key, NO_FIGURES), was.get(key, NO_FIGURES))
        if difference != NO_FIGURES:
            unit_days[key] = difference
    for counters, sign in ((made.histogram, -1), (makes.histogram, 1)):
        for points, people in counters.items():
            changes.histogram[points] += sign * people
    return changes


NO_FIGURES = Figures()


def _minus(one: Figures, other: Figures) -> Figures:
    return Figures(*[a - b for a, b in zip(astuple(one), astuple(other), strict=True)])

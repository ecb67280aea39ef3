"""What a later score of a session changes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from scoring_service.domain.attribution import Changes, Figures
from scoring_service.domain.ledger import Entry, Person, Tally


def correct(changes: Changes, known: Mapping[Person, Tally], difference: Entry, full_marks: int) -> None:
    """Add the difference in points of a session that counts, and how many full marks it gained: 1, 0 or -1 (I6)."""
    if not difference.points and not full_marks:
        return
    person = difference.person
    unit_days = changes.unit_days.setdefault(person.contest_id, defaultdict(Figures))
    for unit in difference.unit_path:
        figures = unit_days[unit, difference.contest_day]
        figures.points += difference.points
        figures.full_marks += full_marks
    before = changes.tallies.get(person) or known[person]
    changes.tallies[person] = replace(before, points=before.points + difference.points)
    changes.histogram[person.contest_id, before.points] -= 1
    changes.histogram[person.contest_id, before.points + difference.points] += 1

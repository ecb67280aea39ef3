"""What new ledger entries change: totals of every unit of their paths, by day, distinct participants, histogram."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from scoring_service.domain.ledger import Attendance, Entry, Person, Tally
from scoring_service.domain.weeks import monday_of, week_of

UnitDay = tuple[str, date]
PointsKey = tuple[str, int]
"""contest, points of a person"""

NOTHING_YET = Tally()


@dataclass(slots=True)
class Figures:
    """What is added to one unit on one day, or over all days.

    Of the day's `participants`, `week_participants` are those not yet counted in its ISO week and `newcomers` those not
    yet counted in the contest: summed over days, each gives the distinct participants of the longer period.
    """

    points: int = 0
    sessions: int = 0
    full_marks: int = 0
    participants: int = 0
    week_participants: int = 0
    newcomers: int = 0

    def add(self, other: "Figures") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True, slots=True)
class Changes:
    """`tallies` are new states; what each contest's units get on each day is to be added, and so is the histogram."""

    tallies: dict[Person, Tally] = field(default_factory=dict)
    unit_days: dict[str, dict[UnitDay, Figures]] = field(default_factory=dict)
    histogram: dict[PointsKey, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: "Changes") -> None:
        """Take in what changes for other people."""
        self.tallies.update(other.tallies)
        for contest_id, theirs in other.unit_days.items():
            own = self.unit_days.setdefault(contest_id, defaultdict(Figures))
            for key, figures in theirs.items():
                own[key].add(figures)
        for points_key, people in other.histogram.items():
            self.histogram[points_key] += people

    def units(self, contest_id: str) -> dict[str, Figures]:
        """What the contest's units get over all days; participants are distinct within the contest."""
        units: dict[str, Figures] = defaultdict(Figures)
        for (unit, _), day in self.unit_days[contest_id].items():
            total = units[unit]
            total.points += day.points
            total.sessions += day.sessions
            total.full_marks += day.full_marks
            total.participants += day.newcomers
        return units


def weeks_to_look_up(entries: Iterable[Entry], known: Mapping[Person, Tally]) -> dict[Person, tuple[date, date]]:
    """First and last day whose earlier attendances `attribute` needs, for persons with an entry out of its order.

    Whoever's entries are all later than their last day has no other entry on those days, and the tally knows the week.
    """
    needed: dict[Person, tuple[date, date]] = {}
    for entry in entries:
        tally = known.get(entry.person)
        if tally is not None and tally.last_day is not None and entry.contest_day <= tally.last_day:
            monday, sunday = week_of(entry.contest_day)
            first, last = needed.get(entry.person, (monday, sunday))
            needed[entry.person] = min(first, monday), max(last, sunday)
    return needed


def attribute(
    entries: Iterable[Entry], known: Mapping[Person, Tally], attendances: Iterable[Attendance] = ()
) -> Changes:
    """Add up new entries (R2.1, I6). `attendances` are the earlier ones that `weeks_to_look_up` asks for."""
    changes = Changes()
    by_person: dict[Person, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_person[entry.person].append(entry)
    earlier: dict[Person, list[Attendance]] = defaultdict(list)
    for attendance in attendances:
        earlier[attendance.person].append(attendance)
    for person, own in by_person.items():
        before = known.get(person, NOTHING_YET)
        unit_days = changes.unit_days.setdefault(person.contest_id, defaultdict(Figures))
        after = _attribute_own(own, before, earlier.get(person, ()), unit_days)
        changes.tallies[person] = after
        if before.sessions:
            changes.histogram[person.contest_id, before.points] -= 1
        changes.histogram[person.contest_id, after.points] += 1
    return changes


def _attribute_own(
    entries: Sequence[Entry], before: Tally, attendances: Iterable[Attendance], unit_days: dict[UnitDay, Figures]
) -> Tally:
    days: dict[date, set[str]] = defaultdict(set)
    weeks: dict[date, set[str]] = defaultdict(set)
    for attendance in attendances:
        days[attendance.contest_day].update(attendance.unit_path)
        weeks[monday_of(attendance.contest_day)].update(attendance.unit_path)
    if before.last_day is not None:
        weeks[monday_of(before.last_day)].update(before.week_units)
    in_contest = set(before.counted_units)
    points = before.points
    for entry in entries:
        on_day, in_week = days[entry.contest_day], weeks[monday_of(entry.contest_day)]
        for unit in entry.unit_path:
            figures = unit_days[unit, entry.contest_day]
            figures.points += entry.points
            figures.sessions += 1
            figures.full_marks += entry.is_full_mark
            figures.participants += unit not in on_day
            figures.week_participants += unit not in in_week
            figures.newcomers += unit not in in_contest
        for counted in (on_day, in_week, in_contest):
            counted.update(entry.unit_path)
        points += entry.points
    last_day = max(days)
    if before.last_day is not None:
        last_day = max(last_day, before.last_day)
    week_units = frozenset(weeks[monday_of(last_day)])
    return Tally(points, before.sessions + len(entries), frozenset(in_contest), last_day, week_units)

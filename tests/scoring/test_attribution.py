"""The pure sums against a naive recount of everything (R2.1, I6)."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from scoring_service.domain.attribution import attribute, weeks_to_look_up
from scoring_service.domain.ledger import Attendance, Entry, Person, Tally
from scoring_service.domain.weeks import monday_of

PATHS = (("CN", "37", "3701"), ("CN", "37", "3702"), ("CN", "11"), ("CE", "CE-1"), ("CN", "37"))
FIRST = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

Sums = tuple[int, int, int, int]


@dataclass
class Kept:
    """A store that adds up what `attribute` says, and answers what `weeks_to_look_up` asks."""

    entries: list[Entry] = field(default_factory=list)
    tallies: dict[Person, Tally] = field(default_factory=dict)
    units: dict[tuple[str, str], Sums] = field(default_factory=lambda: defaultdict(lambda: (0, 0, 0, 0)))
    days: dict[tuple[str, str, date], Sums] = field(default_factory=lambda: defaultdict(lambda: (0, 0, 0, 0)))
    weeks: dict[tuple[str, str, date], int] = field(default_factory=lambda: defaultdict(int))
    histogram: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def apply(self, batch: Sequence[Entry]) -> None:
        asked = weeks_to_look_up(batch, self.tallies)
        attendances = [
            Attendance(entry.person, entry.contest_day, entry.unit_path)
            for entry in self.entries
            if entry.person in asked and asked[entry.person][0] <= entry.contest_day <= asked[entry.person][1]
        ]
        changes = attribute(batch, self.tallies, attendances)
        self.entries += batch
        self.tallies |= changes.tallies
        for contest_id, unit_days in changes.unit_days.items():
            for unit, total in changes.units(contest_id).items():
                added = (total.points, total.sessions, total.participants, total.full_marks)
                self.units[contest_id, unit] = _plus(self.units[contest_id, unit], added)
            for (unit, day), figures in unit_days.items():
                added = (figures.points, figures.sessions, figures.participants, figures.full_marks)
                self.days[contest_id, unit, day] = _plus(self.days[contest_id, unit, day], added)
                self.weeks[contest_id, unit, monday_of(day)] += figures.week_participants
        for key, number in changes.histogram.items():
            self.histogram[key] += number


def _plus(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def sums(entries: Iterable[Entry]) -> Sums:
    own = list(entries)
    people = {entry.participant_id for entry in own}
    return sum(e.points for e in own), len(own), len(people), sum(e.is_full_mark for e in own)


@st.composite
def batches(draw: st.DrawFn) -> list[list[Entry]]:
    """Sessions of few people in few contests, units and days, in any order, cut into batches anywhere."""
    number = draw(st.integers(1, 25))
    entries = [
        Entry(
            contest_id=draw(st.sampled_from(("a", "b"))),
            contest_day=FIRST + timedelta(days=draw(st.integers(0, 15))),
            session_id=UUID(int=index),
            participant_id=UUID(int=draw(st.integers(1, 4))),
            entry="region",
            unit_path=draw(st.sampled_from(PATHS)),
            points=draw(st.integers(0, 5)),
            is_full_mark=draw(st.booleans()),
            started_at=NOON,
            finished_at=NOON,
        )
        for index in range(number)
    ]
    cuts = sorted(draw(st.sets(st.integers(1, number), max_size=5)) | {0, number})
    return [entries[start:end] for start, end in itertools.pairwise(cuts)]


@given(batches())
def test_batches_in_any_order_and_cut_add_up_to_a_recount(cut: list[list[Entry]]) -> None:
    kept = Kept()

    for batch in cut:
        kept.apply(batch)

    everything = [entry for batch in cut for entry in batch]
    in_unit, on_day, in_week = defaultdict(list), defaultdict(list), defaultdict(set)
    for entry in everything:
        for unit in entry.unit_path:
            in_unit[entry.contest_id, unit].append(entry)
            on_day[entry.contest_id, unit, entry.contest_day].append(entry)
            in_week[entry.contest_id, unit, monday_of(entry.contest_day)].add(entry.participant_id)
    assert kept.units == {key: sums(entries) for key, entries in in_unit.items()}
    assert kept.days == {key: sums(entries) for key, entries in on_day.items()}
    assert kept.weeks == {key: len(people) for key, people in in_week.items()}


@given(batches())
def test_tallies_and_histogram_follow_every_person(cut: list[list[Entry]]) -> None:
    kept = Kept()

    for batch in cut:
        kept.apply(batch)

    by_person = defaultdict(list)
    for batch in cut:
        for entry in batch:
            by_person[entry.person].append(entry)
    for person, own in by_person.items():
        last_day = max(entry.contest_day for entry in own)
        last_week = [entry for entry in own if monday_of(entry.contest_day) == monday_of(last_day)]
        assert kept.tallies[person] == Tally(
            points=sum(entry.points for entry in own),
            sessions=len(own),
            counted_units=frozenset(unit for entry in own for unit in entry.unit_path),
            last_day=last_day,
            week_units=frozenset(unit for entry in last_week for unit in entry.unit_path),
        )
    counters = defaultdict(int)
    for person, own in by_person.items():
        counters[person.contest_id, sum(entry.points for entry in own)] += 1
    assert {key: number for key, number in kept.histogram.items() if number} == counters


@given(batches())
def test_a_parent_is_the_sum_of_its_children_and_its_own(cut: list[list[Entry]]) -> None:
    kept = Kept()

    for batch in cut:
        kept.apply(batch)

    entries = [entry for batch in cut for entry in batch]
    for contest_id in {entry.contest_id for entry in entries}:
        own = sum(e.points for e in entries if e.contest_id == contest_id and e.unit_path[-1] == "37")
        children = kept.units[contest_id, "3701"][0] + kept.units[contest_id, "3702"][0]
        assert kept.units[contest_id, "37"][0] == children + own

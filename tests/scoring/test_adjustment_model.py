"""Sessions, duplicates, later scores and decisions, in any order and cut, leave the sums of a recount (I6)."""

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring_service.domain.adjustment import reattribute
from scoring_service.domain.attribution import NOTHING_YET, Changes, attribute, weeks_to_look_up
from scoring_service.domain.correction import correct
from scoring_service.domain.errors import DecisionNotPossible
from scoring_service.domain.integrity import DECISIONS, Attempt, Signal, State, Suspicion
from scoring_service.domain.ledger import Attendance, Entry, Person, Tally
from scoring_service.domain.weeks import monday_of
from scoring_service.queries import flags
from scoring_service.use_cases.decide_flags import decide_flags
from scoring_service.use_cases.record_sessions import record_sessions
from scoring_service.use_cases.steps.find_flag import find_flag
from scoring_service.use_cases.verify import verify
from services.contracts.events import SessionFinished
from services.kit.database import Database
from tests.scoring.builders import BEIJING, LIXIA, QINGDAO, SHIZHONG, finished, new_id
from tests.scoring.scoring_system import rows

EXAMPLES = int(os.environ.get("ADJUSTMENT_EXAMPLES", "25"))
"""Against PostgreSQL."""
FIRST = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATHS = (SHIZHONG, LIXIA, QINGDAO, BEIJING)
FULL = 5

Delivery = tuple[int, int]
"""Number of the session, revision of its score."""
Decided = tuple[int, int, str]
"""Number of the session, of its flag, and the act."""


@dataclass(frozen=True)
class Story:
    """People's sessions with their scores by revision, and what happens: batches of deliveries, or a decision."""

    sessions: list[tuple[int, int, int, list[int]]]
    steps: list[list[Delivery] | Decided]

    def entry(self, number: int, revision: int) -> Entry:
        person, day, path, scores = self.sessions[number]
        return Entry(
            contest_id="c",
            contest_day=FIRST + timedelta(days=day),
            session_id=UUID(int=number),
            participant_id=UUID(int=1000 + person),
            entry="region",
            unit_path=PATHS[path],
            points=scores[revision],
            is_full_mark=scores[revision] == FULL,
            started_at=NOON,
            finished_at=NOON,
            revision=revision,
            cause=f"w-{revision}" if revision else "",
        )

    def counted(self) -> list[Entry]:
        """What should count in the end, told without any ledger."""
        newest: dict[int, int] = {}
        states: dict[tuple[int, int], State] = defaultdict(lambda: State.OPEN)
        for step in self.steps:
            if isinstance(step, list):
                for number, revision in step:
                    newest[number] = max(revision, newest.get(number, 0))
                continue
            number, flag, act = step
            if number in newest and states[number, flag] in DECISIONS[act].possible_in:
                states[number, flag] = DECISIONS[act].leads_to
        out = {number for (number, _), state in states.items() if state in (State.HELD, State.VOID)}
        return [self.entry(number, revision) for number, revision in newest.items() if number not in out]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    scores = st.lists(st.integers(0, FULL), min_size=3, max_size=3)
    session = st.tuples(st.integers(0, 2), st.integers(0, 15), st.integers(0, len(PATHS) - 1), scores)
    sessions = draw(st.lists(session, min_size=1, max_size=8))
    number = st.integers(0, len(sessions) - 1)
    batch = st.lists(st.tuples(number, st.integers(0, 2)), min_size=1, max_size=5)
    decision = st.tuples(number, st.integers(0, 1), st.sampled_from(["hold", "hold", "release", "void"]))
    return Story(sessions, draw(st.lists(st.one_of(batch, decision), min_size=1, max_size=14)))


@dataclass
class Books:
    """Kept sums, moved by the pure functions alone, over a ledger that is a dictionary."""

    present: dict[UUID, Entry] = field(default_factory=dict)
    states: dict[tuple[int, int], State] = field(default_factory=lambda: defaultdict(lambda: State.OPEN))
    tallies: dict[Person, Tally] = field(default_factory=dict)
    days: dict[tuple[str, date], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))
    totals: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))
    weeks: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    histogram: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def is_out(self, session_id: UUID) -> bool:
        own = [self.states[session_id.int, flag] for flag in (0, 1)]
        return State.HELD in own or State.VOID in own

    def of(self, person: Person) -> list[Entry]:
        own = [each for each in self.present.values() if each.person == person and not self.is_out(each.session_id)]
        return sorted(own, key=lambda each: (each.contest_day, each.session_id))

    def deliver(self, entries: Iterable[Entry]) -> None:
        newest: dict[UUID, Entry] = {}
        for entry in entries:
            if entry.session_id not in newest or newest[entry.session_id].revision < entry.revision:
                newest[entry.session_id] = entry
        new = [entry for entry in newest.values() if entry.session_id not in self.present]
        later = [entry for entry in newest.values() if entry not in new]
        asked = weeks_to_look_up(new, self.tallies)
        attendances = [
            Attendance(person, entry.contest_day, entry.unit_path)
            for person, (first, last) in asked.items()
            for entry in self.of(person)
            if first <= entry.contest_day <= last
        ]
        changes = attribute(new, self.tallies, attendances)
        for entry in later:
            before = self.present[entry.session_id]
            if entry.revision > before.revision:
                if not self.is_out(entry.session_id):
                    difference = replace(entry, points=entry.points - before.points)
                    correct(changes, self.tallies, difference, entry.is_full_mark - before.is_full_mark)
                self.present[entry.session_id] = entry
        self.present |= {entry.session_id: entry for entry in new}
        self.apply(changes)

    def decide(self, number: int, flag: int, act: str) -> None:
        entry = self.present.get(UUID(int=number))
        if entry is None or self.states[number, flag] not in DECISIONS[act].possible_in:
            return
        before = self.of(entry.person)
        self.states[number, flag] = DECISIONS[act].leads_to
        self.apply(reattribute(entry.person, before, self.of(entry.person)))

    def apply(self, changes: Changes) -> None:
        self.tallies |= changes.tallies
        for contest_id, unit_days in changes.unit_days.items():
            for unit, total in changes.units(contest_id).items():
                _add(self.totals[unit], (total.points, total.sessions, total.participants, total.full_marks))
            for (unit, day), each in unit_days.items():
                _add(self.days[unit, day], (each.points, each.sessions, each.participants, each.full_marks))
                self.weeks[unit, monday_of(day)] += each.week_participants
        for (_, points), people in changes.histogram.items():
            self.histogram[points] += people


def _add(kept: list[int], added: Iterable[int]) -> None:
    kept[:] = [a + b for a, b in zip(kept, added, strict=True)]


def sums(entries: list[Entry]) -> list[int]:
    people = {entry.participant_id for entry in entries}
    return [sum(e.points for e in entries), len(entries), len(people), sum(e.is_full_mark for e in entries)]


def tally_of(entries: list[Entry]) -> Tally:
    if not entries:
        return NOTHING_YET
    last_day = max(entry.contest_day for entry in entries)
    last_week = [entry for entry in entries if monday_of(entry.contest_day) == monday_of(last_day)]
    return Tally(
        sum(entry.points for entry in entries),
        len(entries),
        frozenset(unit for entry in entries for unit in entry.unit_path),
        last_day,
        frozenset(unit for entry in last_week for unit in entry.unit_path),
    )


@settings(max_examples=600)
@given(stories())
def test_the_pure_sums_are_those_of_a_recount(story: Story) -> None:
    books = Books()

    for step in story.steps:
        if isinstance(step, list):
            books.deliver(story.entry(*delivery) for delivery in step)
        else:
            books.decide(*step)

    in_unit, on_day, in_week, own = (defaultdict(list) for _ in range(4))
    for entry in story.counted():
        own[entry.person].append(entry)
        for unit in entry.unit_path:
            in_unit[unit].append(entry)
            on_day[unit, entry.contest_day].append(entry)
            in_week[unit, monday_of(entry.contest_day)].append(entry)
    points = [sum(entry.points for entry in entries) for entries in own.values()]
    assert {unit: kept for unit, kept in books.totals.items() if any(kept)} == {u: sums(e) for u, e in in_unit.items()}
    assert {key: kept for key, kept in books.days.items() if any(kept)} == {key: sums(e) for key, e in on_day.items()}
    assert {key: kept for key, kept in books.weeks.items() if kept} == {key: sums(e)[2] for key, e in in_week.items()}
    assert {key: kept for key, kept in books.histogram.items() if kept} == {each: points.count(each) for each in points}
    assert {person: books.tallies[person] for person in books.tallies} == {p: tally_of(own[p]) for p in books.tallies}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
async def test_the_database_keeps_what_a_recount_gives(database: Database, story: Story) -> None:
    contest_id = str(new_id())
    ids = [new_id() for _ in story.sessions]
    people = [new_id() for _ in range(3)]

    def event(number: int, revision: int) -> SessionFinished:
        entry = story.entry(number, revision)
        person = people[story.sessions[number][0]]
        made = finished(
            person,
            entry.points,
            path=entry.unit_path,
            day=entry.contest_day,
            session_id=ids[number],
            contest_id=contest_id,
        )
        return msgspec.structs.replace(made, revision=revision, cause=entry.cause)

    for step in story.steps:
        async with database.begin() as transaction:
            if isinstance(step, list):
                events = [event(*delivery) for delivery in step]
                await record_sessions(transaction, events)
                await flags.insert_flags(transaction, map(_suspicion, events, [Signal.SPEED] * len(events)))
                await flags.insert_flags(transaction, map(_suspicion, events, [Signal.TWINS] * len(events)))
                continue
        number, flag, act = step
        query = "SELECT CAST(id AS text) FROM scoring.flags WHERE session_id = :id AND signal = :signal"
        found = await rows(database, query, id=ids[number], signal=("speed", "twins")[flag])
        for (flag_id,) in found:
            try:
                async with database.begin() as transaction:
                    found_flag = await find_flag(transaction, flag_id)
                    await decide_flags(transaction, [found_flag], DECISIONS[act], "待核实", new_id())
            except DecisionNotPossible:
                pass

    counted = story.counted()
    by_unit = defaultdict(list)
    for entry in counted:
        for unit in entry.unit_path:
            by_unit[unit].append(entry)
    query = (
        "SELECT unit_code, points, sessions, participants, full_marks FROM scoring.unit_totals WHERE contest_id = :id"
    )
    kept = {unit: list(figures) for unit, *figures in await rows(database, query, id=contest_id)}
    assert {unit: figures for unit, figures in kept.items() if any(figures)} == {u: sums(e) for u, e in by_unit.items()}
    assert await verify(database, contest_id) == []


def _suspicion(event: SessionFinished, signal: Signal) -> Suspicion:
    attempt = Attempt(
        event.contest_id,
        event.contest_day,
        event.session_id,
        event.unit_path,
        event.duration_ms,
        5,
    )
    return Suspicion(signal, attempt, [event.session_id])

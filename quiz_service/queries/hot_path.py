"""Start, save and hand-in as functions over a whole batch of requests; their statements are in `hot_statements`."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.session import Session
from quiz_service.queries.hot_statements import HAND_IN, SAVE, START
from quiz_service.queries.rows import session_of
from services.chassis.clock import waited_s
from services.contracts.buckets import day_of
from services.kit.database import Database
from services.kit.partitions import on_days


class Start(NamedTuple):
    """A paper for a participant on the day that the process believes it to be."""

    session_id: UUID
    contest: Contest
    expected_day: date
    participant_id: UUID
    ordinal: int
    entry: str
    unit_path: Sequence[str]
    unit_name: str
    paper: Sequence[int]
    key: Sequence[int]
    multiple_choices: int


class Started(NamedTuple):
    """`started_at` is None where no row was inserted: done today already, not open, or another day than expected."""

    now: datetime
    contest_day: date | None
    started_at: datetime | None
    deadline_at: datetime | None


class Save(NamedTuple):
    session_id: UUID
    participant_id: UUID
    position: int
    mask: int
    has_several: bool
    revision: int | None


class Saved(NamedTuple):
    """`deadline_at` is None where nothing was saved."""

    now: datetime
    deadline_at: datetime | None


class HandIn(NamedTuple):
    """`given` overlays the saved answers by position; `several` has the bit of each position with several choices."""

    session_id: UUID
    participant_id: UUID
    given: Sequence[int | None]
    several: int
    traceparent: str


async def start(database: Database, starts: Sequence[Start], arrivals: Sequence[float]) -> list[Started]:
    """Insert a session for each start that the window and the daily rule admit (I1, I13)."""
    order = sorted(range(len(starts)), key=lambda n: (starts[n].contest.id, starts[n].participant_id))
    sorted_starts = [starts[n] for n in order]
    rows = await database.fetch(
        START,
        order,
        [s.session_id for s in sorted_starts],
        [s.contest.id for s in sorted_starts],
        [s.contest.opens_at for s in sorted_starts],
        [s.contest.closes_at for s in sorted_starts],
        [s.contest.time_zone for s in sorted_starts],
        [s.contest.rules.time_limit_seconds for s in sorted_starts],
        [s.expected_day for s in sorted_starts],
        [s.participant_id for s in sorted_starts],
        [s.ordinal for s in sorted_starts],
        [s.entry for s in sorted_starts],
        [_array(s.unit_path) for s in sorted_starts],
        [s.unit_name for s in sorted_starts],
        [_array(s.paper) for s in sorted_starts],
        [_array(s.key) for s in sorted_starts],
        [s.multiple_choices for s in sorted_starts],
        [s.contest.rules.points_per_question for s in sorted_starts],
        [waited_s(arrivals[n]) for n in order],
    )
    found = {row["item"]: row for row in rows}
    return [
        Started(row["now"], row["contest_day"], row["started_at"], row["deadline_at"])
        for row in (found[n] for n in range(len(starts)))
    ]


async def save(database: Database, saves: Sequence[Save], arrivals: Sequence[float]) -> list[Saved]:
    """Store one answer for each session that is the caller's own, running and in time (I2)."""
    order = sorted(range(len(saves)), key=lambda n: saves[n].session_id)
    sorted_saves = [saves[n] for n in order]
    rows = await database.fetch(
        on_days(SAVE, *days_of([s.session_id for s in saves])),
        order,
        [s.session_id for s in sorted_saves],
        [s.participant_id for s in sorted_saves],
        [s.position for s in sorted_saves],
        [s.mask for s in sorted_saves],
        [s.has_several for s in sorted_saves],
        [s.revision for s in sorted_saves],
        [waited_s(arrivals[n]) for n in order],
    )
    found = {row["item"]: row for row in rows}
    return [Saved(found[n]["now"], found[n]["deadline_at"]) for n in range(len(saves))]


async def hand_in(
    database: Database, hand_ins: Sequence[HandIn], arrivals: Sequence[float]
) -> list[tuple[datetime, Session | None]]:
    """Finish, grade and publish each session that is the caller's own and running; late ones as of their deadline.

    The session is None where no running one was found, or where the given answers do not fit the paper.
    """
    order = sorted(range(len(hand_ins)), key=lambda n: hand_ins[n].session_id)
    sorted_hand_ins = [hand_ins[n] for n in order]
    rows = await database.fetch(
        on_days(HAND_IN, *days_of([h.session_id for h in hand_ins])),
        order,
        [h.session_id for h in sorted_hand_ins],
        [h.participant_id for h in sorted_hand_ins],
        [_array(h.given) for h in sorted_hand_ins],
        [h.several for h in sorted_hand_ins],
        [h.traceparent for h in sorted_hand_ins],
        [waited_s(arrivals[n]) for n in order],
    )
    found = {row["item"]: row for row in rows}
    return [
        (row["now"], session_of(row) if row["id"] is not None else None)
        for row in (found[n] for n in range(len(hand_ins)))
    ]


def days_of(session_ids: Sequence[UUID]) -> tuple[date, date]:
    """The contest days that these ids can lie on, so that only their partitions are touched.

    A start gives the id and the contest day the same instant, so the day differs from the id's UTC day by one at most.
    """
    # Ids are in the order of their instants.
    return day_of(min(session_ids)) - timedelta(days=1), day_of(max(session_ids)) + timedelta(days=1)


def _array(values: Sequence[object]) -> str:
    """An array literal: arrays of arrays of different lengths cannot travel as one parameter."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"

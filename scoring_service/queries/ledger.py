"""Writing a batch: ledger rows, the participants whose sums they change, and the totals of their units.

Every statement takes its rows in sorted order, and all batches take the tables in the order of this file, so that two
consumers wait for each other and never in a circle.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.ledger import SESSION, Attendance, Entry, Person, Tally
from scoring_service.queries import persons
from scoring_service.queries.persons import accounts_of
from scoring_service.queries.present import IS_COUNTED
from services.kit.database import KEY_LOOKUPS_ONLY
from services.kit.partitions import text_on_days

# unnest() would take a list of lists apart to its last element, so lists of units travel as one text each.
SEPARATOR = "\x1f"

LOOK_UP_BY_KEY = sa.text("""
SELECT set_config(name, value, true)
FROM unnest(CAST(:names AS text[]), CAST(:values AS text[])) AS setting (name, value)
""")

INSERT_ENTRIES = sa.text("""
INSERT INTO scoring.ledger (contest_day, session_id, kind, cause, contest_id, participant_id, entry, unit_path, points,
    is_full_mark, started_at, finished_at, revision, recorded_at)
SELECT contest_day, session_id, :kind, cause, contest_id, participant_id, entry, string_to_array(unit_path, chr(31)),
    points, is_full_mark, started_at, finished_at, revision, (SELECT kit.contest_now())
FROM unnest(CAST(:contest_day AS date[]), CAST(:session_id AS uuid[]), CAST(:contest_id AS text[]),
    CAST(:participant_id AS uuid[]), CAST(:entry AS text[]), CAST(:unit_path AS text[]), CAST(:points AS integer[]),
    CAST(:is_full_mark AS boolean[]), CAST(:started_at AS timestamptz[]), CAST(:finished_at AS timestamptz[]),
    CAST(:revision AS integer[]), CAST(:cause AS text[]))
    AS new (contest_day, session_id, contest_id, participant_id, entry, unit_path, points, is_full_mark, started_at,
        finished_at, revision, cause)
ON CONFLICT DO NOTHING
RETURNING contest_day, session_id, cause
""")

LOCK_PARTICIPANTS = sa.text("""
SELECT p.contest_id, p.participant_id, p.points, p.sessions, p.counted_units, p.last_day, p.week_units
FROM unnest(CAST(:contest_id AS text[]), CAST(:participant_id AS uuid[])) AS wanted (contest_id, participant_id)
JOIN scoring.participants AS p USING (contest_id, participant_id)
ORDER BY p.contest_id COLLATE "C", p.participant_id
FOR UPDATE OF p
""")

READ_ATTENDANCES = f"""
SELECT l.contest_id, wanted.person_id, l.contest_day, l.unit_path
FROM unnest(CAST(:contest_id AS text[]), CAST(:participant_id AS uuid[]), CAST(:first AS date[]),
    CAST(:last AS date[])) AS wanted (contest_id, person_id, first, last)
CROSS JOIN LATERAL ({accounts_of("wanted.person_id")}) AS account
JOIN scoring.ledger AS l ON l.contest_id = wanted.contest_id AND l.participant_id = account.participant_id
    AND l.contest_day BETWEEN wanted.first AND wanted.last
WHERE l.contest_day ON_DAYS AND l.kind = 'session' AND l.session_id <> ALL (CAST(:new AS uuid[])) AND (
    SELECT {IS_COUNTED} FROM scoring.ledger AS own
    WHERE own.contest_day ON_DAYS AND own.contest_day = l.contest_day AND own.session_id = l.session_id)
"""  # noqa: S608 - an expression of our own

INSERT_PARTICIPANTS = sa.text("""
INSERT INTO scoring.participants (contest_id, participant_id, points, sessions, counted_units, last_day, week_units)
SELECT contest_id, participant_id, points, sessions, string_to_array(counted_units, chr(31)), last_day,
    string_to_array(week_units, chr(31))
FROM unnest(CAST(:contest_id AS text[]), CAST(:participant_id AS uuid[]), CAST(:points AS integer[]),
    CAST(:sessions AS integer[]), CAST(:counted_units AS text[]), CAST(:last_day AS date[]),
    CAST(:week_units AS text[]))
    AS new (contest_id, participant_id, points, sessions, counted_units, last_day, week_units)
ON CONFLICT DO NOTHING
""")

UPDATE_PARTICIPANTS = sa.text("""
UPDATE scoring.participants AS p
SET points = new.points, sessions = new.sessions, counted_units = string_to_array(new.counted_units, chr(31)),
    last_day = new.last_day, week_units = string_to_array(new.week_units, chr(31))
FROM unnest(CAST(:contest_id AS text[]), CAST(:participant_id AS uuid[]), CAST(:points AS integer[]),
    CAST(:sessions AS integer[]), CAST(:counted_units AS text[]), CAST(:last_day AS date[]),
    CAST(:week_units AS text[]))
    AS new (contest_id, participant_id, points, sessions, counted_units, last_day, week_units)
WHERE p.contest_id = new.contest_id AND p.participant_id = new.participant_id
""")


async def begin_counting(connection: AsyncConnection) -> None:
    """What comes before everything else in a transaction that changes sums: nobody is merged until it ends.

    Plans made while the tables were small do not scan them later.
    """
    await persons.hold(connection)
    await look_up_by_key(connection)


async def look_up_by_key(connection: AsyncConnection) -> None:
    settings = {"names": list(KEY_LOOKUPS_ONLY), "values": list(KEY_LOOKUPS_ONLY.values())}
    await connection.execute(LOOK_UP_BY_KEY, settings)


async def insert_entries(connection: AsyncConnection, kind: str, entries: Iterable[Entry]) -> list[Entry]:
    """Write the entries, one of each session and cause, that the ledger lacks and return those (I5)."""
    unique = {(entry.contest_day, entry.session_id, "" if kind == SESSION else entry.cause): entry for entry in entries}
    rows = [unique[key] for key in sorted(unique)]
    columns = {
        "contest_day": [row.contest_day for row in rows],
        "session_id": [row.session_id for row in rows],
        "contest_id": [row.contest_id for row in rows],
        "participant_id": [row.participant_id for row in rows],
        "entry": [row.entry for row in rows],
        "unit_path": [SEPARATOR.join(row.unit_path) for row in rows],
        "points": [row.points for row in rows],
        "is_full_mark": [row.is_full_mark for row in rows],
        "started_at": [row.started_at for row in rows],
        "finished_at": [row.finished_at for row in rows],
        "revision": [row.revision for row in rows],
        "cause": [cause for _, _, cause in sorted(unique)],
    }
    written = await connection.execute(INSERT_ENTRIES, columns | {"kind": kind})
    return [unique[day, session_id, cause] for day, session_id, cause in written]


async def lock_participants(connection: AsyncConnection, wanted: Iterable[Person]) -> dict[Person, Tally]:
    """The tallies of those persons who have one, held until the transaction ends."""
    rows = await connection.execute(LOCK_PARTICIPANTS, _keys(wanted))
    return {
        Person(contest_id, participant_id): Tally(points, sessions, frozenset(units), last_day, frozenset(week_units))
        for contest_id, participant_id, points, sessions, units, last_day, week_units in rows.all()
    }


async def read_attendances(
    connection: AsyncConnection, days: Mapping[Person, tuple[date, date]], new_sessions: Iterable[UUID]
) -> Sequence[Attendance]:
    """Who of these persons took part on their days with a session that counts, `new_sessions` left out."""
    if not days:
        return []
    values = _keys(days) | {
        "first": [first for first, _ in days.values()],
        "last": [last for _, last in days.values()],
        "new": list(new_sessions),
    }
    statement = text_on_days(READ_ATTENDANCES, min(values["first"]), max(values["last"]))
    rows = await connection.execute(statement, values)
    return [Attendance(Person(contest_id, participant_id), day, path) for contest_id, participant_id, day, path in rows]


async def insert_participants(connection: AsyncConnection, tallies: Mapping[Person, Tally]) -> bool:
    """Write first tallies. False when somebody else wrote one of them meanwhile."""
    if not tallies:
        return True
    new = {person: tallies[person] for person in sorted(tallies)}
    written = await connection.execute(INSERT_PARTICIPANTS, _keys(new) | _states(new.values()))
    return written.rowcount == len(new)


async def update_participants(connection: AsyncConnection, tallies: Mapping[Person, Tally]) -> None:
    """Write further tallies of locked participants."""
    if tallies:
        await connection.execute(UPDATE_PARTICIPANTS, _keys(tallies) | _states(tallies.values()))


def _states(tallies: Collection[Tally]) -> dict[str, Any]:
    return {
        "points": [tally.points for tally in tallies],
        "sessions": [tally.sessions for tally in tallies],
        "counted_units": [SEPARATOR.join(sorted(tally.counted_units)) for tally in tallies],
        "last_day": [tally.last_day for tally in tallies],
        "week_units": [SEPARATOR.join(sorted(tally.week_units)) for tally in tallies],
    }


def _keys(wanted: Iterable[Person]) -> dict[str, Any]:
    contest_ids, participant_ids = zip(*wanted, strict=True)
    return {"contest_id": list(contest_ids), "participant_id": list(participant_ids)}

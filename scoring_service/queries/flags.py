"""Flags, and what was decided about them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.domain.integrity import Decision, Signal, State, Suspicion
from scoring_service.queries.ledger import SEPARATOR
from scoring_service.tables import access, flag_decisions, flags, published_flags, units
from services.contracts.grants import Reach

INSERT = sa.text("""
INSERT INTO scoring.flags (id, contest_id, contest_day, session_id, signal, unit_path, duration_ms, questions, sessions,
    figures, state, decisions, raised_at)
SELECT id, contest_id, contest_day, session_id, signal, string_to_array(unit_path, chr(31)), duration_ms, questions,
    string_to_array(sessions, chr(31))::uuid[], figures::jsonb, :state, 0, (SELECT kit.contest_now())
FROM unnest(CAST(:id AS uuid[]), CAST(:contest_id AS text[]), CAST(:contest_day AS date[]),
    CAST(:session_id AS uuid[]), CAST(:signal AS text[]), CAST(:unit_path AS text[]), CAST(:duration_ms AS integer[]),
    CAST(:questions AS integer[]), CAST(:sessions AS text[]), CAST(:figures AS text[]))
    AS new (id, contest_id, contest_day, session_id, signal, unit_path, duration_ms, questions, sessions, figures)
ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True)
class Decided:
    """`name` is that of the organiser, as far as it is known here."""

    act: str
    reason: str
    decided_at: datetime
    decided_by: UUID
    name: str


@dataclass(frozen=True)
class Flag:
    """`sessions` are all that it is about, `figures` what raised it; it holds and releases `session_id` alone."""

    id: UUID
    contest_id: str
    contest_day: date
    session_id: UUID
    signal: Signal
    unit_code: str
    unit_name: str
    duration_ms: int
    questions: int | None
    sessions: Sequence[UUID]
    figures: Mapping[str, float]
    state: State
    raised_at: datetime
    decisions: Sequence[Decided]


async def insert_flags(connection: AsyncConnection, suspicions: Iterable[Suspicion]) -> None:
    """Keep one flag per session and signal: the first.

    Those that are there are left out by a look, which waits for nobody: to find them in conflict, an insert would wait
    for a decision about one of them, and that may be waiting for the sums that this batch holds.
    """
    first: dict[tuple[UUID, str], Suspicion] = {}
    for each in suspicions:
        first.setdefault((each.attempt.session_id, each.signal), each)
    f, wanted = flags.c, sa.cast([session_id for session_id, _ in first], ARRAY(sa.UUID))
    known = await connection.execute(sa.select(f.session_id, f.signal).where(f.session_id == sa.any_(wanted)))
    new = sorted(first.keys() - {(session_id, signal) for session_id, signal in known})
    if not new:
        return
    attempts = [first[key].attempt for key in new]
    columns = {
        "id": [uuid7() for _ in new],
        "contest_id": [each.contest_id for each in attempts],
        "contest_day": [each.contest_day for each in attempts],
        "session_id": [session_id for session_id, _ in new],
        "signal": [signal for _, signal in new],
        "unit_path": [SEPARATOR.join(each.unit_path) for each in attempts],
        "duration_ms": [each.duration_ms for each in attempts],
        "questions": [each.questions for each in attempts],
        "sessions": [SEPARATOR.join(map(str, first[key].sessions)) for key in new],
        "figures": [json.dumps(dict(first[key].figures)) for key in new],
    }
    await connection.execute(INSERT, columns | {"state": State.OPEN})


async def read_flags(
    connection: AsyncConnection,
    contest_id: str,
    reach: Reach,
    state: State | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Flag]:
    """Flags of sessions within reach, in the order in which they were raised."""
    wanted = [flags.c.contest_id == contest_id]
    if not reach.is_national:
        wanted.append(flags.c.unit_path.overlap(sorted(reach.units)))
    if state is not None:
        wanted.append(flags.c.state == state)
    if after is not None:
        wanted.append(flags.c.id > after)
    return await _read(connection, *wanted, limit=limit)


async def read_named(connection: AsyncConnection, flag_ids: Collection[UUID]) -> Sequence[Flag]:
    """Those of these ids that exist, in order."""
    return await _read(connection, flags.c.id.in_(flag_ids), limit=len(flag_ids))


async def lock_states(connection: AsyncConnection, flag_ids: Collection[UUID]) -> dict[UUID, State]:
    """The states of these flags, held until the transaction ends."""
    statement = sa.select(flags.c.id, flags.c.state).where(flags.c.id.in_(flag_ids)).order_by(flags.c.id)
    return {row.id: State(row.state) for row in await connection.execute(statement.with_for_update())}


async def decide(
    connection: AsyncConnection, flag_ids: Collection[UUID], decision: Decision, reason: str, decided_by: UUID
) -> dict[UUID, int]:
    """Bring locked flags into their new state; the number of each one's decision."""
    statement = (
        flags.update()
        .where(flags.c.id.in_(flag_ids))
        .values(state=decision.leads_to, decisions=flags.c.decisions + 1)
        .returning(flags.c.id, flags.c.decisions)
    )
    numbers: dict[UUID, int] = dict((await connection.execute(statement)).all())
    made = {"act": decision.act, "reason": reason, "decided_by": decided_by}
    rows = [{"flag_id": flag_id, "number": number, **made} for flag_id, number in sorted(numbers.items())]
    await connection.execute(flag_decisions.insert().values(decided_at=sa.text("kit.contest_now()")), rows)
    return numbers


async def _read(connection: AsyncConnection, *wanted: sa.ColumnElement[bool], limit: int) -> Sequence[Flag]:
    f, code = flags.c, flags.c.unit_path[sa.func.cardinality(flags.c.unit_path)]
    statement = (
        sa.select(flags, code.label("unit_code"), sa.func.coalesce(units.c.name, code).label("unit_name"))
        .select_from(flags.outerjoin(units, units.c.code == code))
        .where(*wanted)
        .order_by(f.id)
        .limit(limit)
    )
    rows = (await connection.execute(statement)).all()
    decided = await _read_decisions(connection, [row.id for row in rows])
    return [
        Flag(
            row.id,
            row.contest_id,
            row.contest_day,
            row.session_id,
            Signal(row.signal),
            row.unit_code,
            row.unit_name,
            row.duration_ms,
            row.questions,
            row.sessions,
            row.figures,
            State(row.state),
            row.raised_at,
            decided.get(row.id, ()),
        )
        for row in rows
    ]


async def _read_decisions(connection: AsyncConnection, flag_ids: Sequence[UUID]) -> dict[UUID, list[Decided]]:
    d = flag_decisions.c
    name = sa.func.coalesce(access.c.name, "")
    statement = sa.select(d.flag_id, d.act, d.reason, d.decided_at, d.decided_by, name).select_from(
        flag_decisions.outerjoin(access, access.c.account == d.decided_by)
    )
    rows = await connection.execute(statement.where(d.flag_id.in_(flag_ids)).order_by(d.flag_id, d.number))
    found: dict[UUID, list[Decided]] = {}
    for flag_id, *decided in rows:
        found.setdefault(flag_id, []).append(Decided(*decided))
    return found


# The row of published_flags is what replicas contend for.
TAKE_COUNTS = sa.text("""
INSERT INTO scoring.published_flags AS p (contest_id, version, open)
SELECT coalesce(counted.contest_id, old.contest_id), 1, coalesce(counted.open, 0)
FROM (
    SELECT contest_id, CAST(count(*) AS integer) AS open FROM scoring.flags WHERE state = 'open' GROUP BY contest_id
) AS counted FULL JOIN scoring.published_flags AS old ON old.contest_id = counted.contest_id
WHERE old.open IS DISTINCT FROM coalesce(counted.open, 0)
ORDER BY 1
ON CONFLICT (contest_id) DO UPDATE SET version = p.version + 1, open = excluded.open WHERE p.open <> excluded.open
RETURNING contest_id, version, open
""")

NEVER_COUNTED = -1


async def take_counts(connection: AsyncConnection) -> Sequence[tuple[str, int, int]]:
    """Contest, version and number of open flags, where that number has changed since it was last taken."""
    return [(row[0], row[1], row[2]) for row in await connection.execute(TAKE_COUNTS)]


async def forget_counts(connection: AsyncConnection) -> None:
    """Let every number be told again; the versions go on."""
    await connection.execute(published_flags.update().values(open=NEVER_COUNTED))

"""Copies of contests and units. A copy takes a higher version of its owner and ignores every other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.contest import Contest, Final
from scoring_service.domain.ranking import Scale, Weights
from scoring_service.tables import contest_states, contests, state, units
from services.contracts.events import ContestChanged, UnitChanged

UPSERT_UNITS = sa.text("""
INSERT INTO scoring.units AS u (code, version, name, entry, level, parent, path, sort_key, is_active, registered_base)
SELECT code, version, name, entry, level, parent, string_to_array(path, chr(31)), sort_key, is_active, registered_base
FROM unnest(CAST(:code AS text[]), CAST(:version AS bigint[]), CAST(:name AS text[]), CAST(:entry AS text[]),
    CAST(:level AS smallint[]), CAST(:parent AS text[]), CAST(:path AS text[]), CAST(:sort_key AS text[]),
    CAST(:is_active AS boolean[]), CAST(:registered_base AS bigint[]))
    AS new (code, version, name, entry, level, parent, path, sort_key, is_active, registered_base)
ON CONFLICT (code) DO UPDATE SET
    version = excluded.version, name = excluded.name, entry = excluded.entry, level = excluded.level,
    parent = excluded.parent, path = excluded.path, sort_key = excluded.sort_key, is_active = excluded.is_active,
    registered_base = excluded.registered_base
WHERE u.version < excluded.version
""")


@dataclass(frozen=True)
class Unit:
    """`path` runs from the root to the unit."""

    code: str
    name: str
    entry: str
    path: tuple[str, ...]


DAYS_AT_ONCE = timedelta(days=20)
"""A statement has two seconds; a partition takes some milliseconds."""

CONTESTS = sa.select(contests, contest_states.c.frozen_at).select_from(
    contests.outerjoin(contest_states, contest_states.c.contest_id == contests.c.id)
)
NEVER_REPLACED = ("id", "composite_weights")
"""By an event that names no weights."""


async def upsert_contest(connection: AsyncConnection, event: ContestChanged) -> Contest | None:
    """The contest as it is now, or None when a newer version was here."""
    new = insert(contests).values(
        id=event.contest_id,
        version=event.version,
        title=event.title,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        time_zone=event.time_zone,
        entries=event.entries,
        eligible_units=event.eligible_units,
        max_score=event.rules.questions_per_session * event.rules.points_per_question,
        smallest_sample=event.rules.smallest_sample,
        **_weights(event),
        finalised_at=event.final.finalised_at if event.final else None,
        final_sessions=event.final.sessions if event.final else None,
        final_digest=event.final.digest if event.final else None,
        received_at=sa.text("kit.contest_now()"),
    )
    kept = NEVER_REPLACED if event.rules.composite is None else ("id",)
    changed = {column.name: new.excluded[column.name] for column in contests.c if column.name not in kept}
    statement = new.on_conflict_do_update(
        index_elements=[contests.c.id], set_=changed, where=contests.c.version < new.excluded.version
    ).returning(contests)
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else _contest_of(row)


async def create_ledger_partitions(connection: AsyncConnection, first: date, last: date) -> None:
    """One partition per day, where there is none yet. The function runs with its owner's rights."""
    statement = sa.text("SELECT scoring.create_ledger_partitions(:first, :last)")
    while first <= last:
        until = min(first + DAYS_AT_ONCE - timedelta(days=1), last)
        await connection.execute(statement, {"first": first, "last": until})
        first = until + timedelta(days=1)


async def read_contest(connection: AsyncConnection, contest_id: str) -> Contest | None:
    row = (await connection.execute(CONTESTS.where(contests.c.id == contest_id))).mappings().first()
    return None if row is None else _contest_of(row)


async def read_contests_to_freeze(connection: AsyncConnection) -> Sequence[Contest]:
    """Those that quiz declared final and that are not frozen yet."""
    waiting = CONTESTS.where(contests.c.finalised_at.is_not(None), contest_states.c.frozen_at.is_(None))
    return [_contest_of(row) for row in (await connection.execute(waiting.order_by(contests.c.id))).mappings()]


async def read_contests(connection: AsyncConnection) -> Sequence[Contest]:
    rows = (await connection.execute(sa.select(contests).order_by(contests.c.id))).mappings()
    return [_contest_of(row) for row in rows]


async def upsert_units(connection: AsyncConnection, events: Iterable[UnitChanged]) -> int:
    """Take over the units, each code once and in order; returns how many changed."""
    rows = sorted(events, key=lambda event: event.code)
    columns = ("code", "version", "name", "entry", "level", "parent", "sort_key", "is_active", "registered_base")
    values: dict[str, list[object]] = {column: [getattr(row, column) for row in rows] for column in columns}
    values["path"] = ["\x1f".join(row.path) for row in rows]
    return (await connection.execute(UPSERT_UNITS, values)).rowcount


async def next_units_version(connection: AsyncConnection) -> None:
    await connection.execute(state.update().values(units_version=state.c.units_version + 1))


async def read_unit(connection: AsyncConnection, code: str) -> Unit | None:
    statement = sa.select(units.c.code, units.c.name, units.c.entry, units.c.path).where(units.c.code == code)
    row = (await connection.execute(statement)).first()
    return None if row is None else Unit(row.code, row.name, row.entry, tuple(row.path))


async def has_units_and_contests(connection: AsyncConnection) -> bool:
    known = sa.and_(sa.exists(sa.select(units.c.code)), sa.exists(sa.select(contests.c.id)))
    return bool((await connection.execute(sa.select(known))).scalar_one())


def _weights(event: ContestChanged) -> dict[str, dict[str, float]]:
    composite = event.rules.composite
    return {} if composite is None else {"composite_weights": msgspec.structs.asdict(composite)}


def _contest_of(row: sa.RowMapping) -> Contest:
    values = dict(row)
    final = [values.pop(name) for name in ("finalised_at", "final_sessions", "final_digest")]
    values["final"] = None if final[0] is None else Final(*final)
    values["scale"] = Scale(
        values.pop("max_score"), Weights(**values.pop("composite_weights")), values.pop("smallest_sample")
    )
    values["entries"] = tuple(row["entries"])
    values["eligible_units"] = None if row["eligible_units"] is None else tuple(row["eligible_units"])
    return Contest(**values)

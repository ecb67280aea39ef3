"""Copies of units, contests and their totals. A copy takes a higher version of its owner and ignores every other."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest, Total
from reporting_service.domain.report import Unit
from reporting_service.tables import contest_totals, contests, units
from services.contracts.events import ContestChanged, UnitChanged, UnitTotalsChanged

UPSERT_UNITS = sa.text("""
INSERT INTO reporting.units AS u (code, version, name, sort_key, is_active, is_local)
SELECT code, version, name, sort_key, is_active, false
FROM unnest(CAST(:code AS text[]), CAST(:version AS bigint[]), CAST(:name AS text[]), CAST(:sort_key AS text[]),
    CAST(:is_active AS boolean[])) AS new (code, version, name, sort_key, is_active)
ON CONFLICT (code) DO UPDATE SET version = excluded.version, name = excluded.name, sort_key = excluded.sort_key,
    is_active = excluded.is_active, is_local = false
WHERE u.version < excluded.version
""")

UPSERT_TOTALS = sa.text("""
INSERT INTO reporting.contest_totals AS t (contest_id, unit_code, version, as_of, sessions, participants)
SELECT contest_id, unit_code, version, as_of, sessions, participants
FROM unnest(CAST(:contest_id AS text[]), CAST(:unit AS text[]), CAST(:version AS bigint[]),
    CAST(:as_of AS timestamptz[]), CAST(:sessions AS bigint[]), CAST(:participants AS bigint[]))
    AS new (contest_id, unit_code, version, as_of, sessions, participants)
ON CONFLICT (contest_id, unit_code) DO UPDATE SET version = excluded.version, as_of = excluded.as_of,
    sessions = excluded.sessions, participants = excluded.participants
WHERE t.version < excluded.version
""")


async def upsert_units(connection: AsyncConnection, events: Iterable[UnitChanged]) -> None:
    """Each code once."""
    rows = sorted(events, key=lambda event: event.code)
    columns = ("code", "version", "name", "sort_key", "is_active")
    await connection.execute(UPSERT_UNITS, {column: [getattr(row, column) for row in rows] for column in columns})


async def upsert_local_units(connection: AsyncConnection, local: Iterable[tuple[str, str, str]]) -> None:
    """Code, name and sort key of units that a campaign brings along; what the directory knows stays as it is."""
    for code, name, sort_key in local:
        new = insert(units).values(code=code, version=0, name=name, sort_key=sort_key, is_active=True, is_local=True)
        changed = {"name": name, "sort_key": sort_key}
        await connection.execute(
            new.on_conflict_do_update(index_elements=[units.c.code], set_=changed, where=units.c.is_local)
        )


async def upsert_contest(connection: AsyncConnection, event: ContestChanged) -> None:
    new = insert(contests).values(
        id=event.contest_id,
        version=event.version,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        time_zone=event.time_zone,
        sessions_per_day=event.rules.sessions_per_day,
    )
    changed = {column.name: new.excluded[column.name] for column in contests.c if column.name != "id"}
    older = contests.c.version < new.excluded.version
    await connection.execute(new.on_conflict_do_update(index_elements=[contests.c.id], set_=changed, where=older))


async def upsert_totals(connection: AsyncConnection, events: Iterable[UnitTotalsChanged]) -> None:
    """Each pair of contest and unit once."""
    rows = sorted(events, key=lambda event: (event.contest_id, event.unit))
    columns = ("contest_id", "unit", "version", "as_of", "sessions", "participants")
    await connection.execute(UPSERT_TOTALS, {column: [getattr(row, column) for row in rows] for column in columns})


async def read_units(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, Unit]:
    statement = sa.select(units.c.code, units.c.name, units.c.is_local).where(units.c.code.in_(sorted(codes)))
    return {row.code: Unit(row.code, row.name, row.is_local) for row in await connection.execute(statement)}


async def read_contest(connection: AsyncConnection, contest_id: str) -> Contest | None:
    c = contests.c
    statement = sa.select(c.id, c.opens_at, c.closes_at, c.time_zone, c.sessions_per_day).where(c.id == contest_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else Contest(*row)


async def read_total(connection: AsyncConnection, contest_id: str, unit: Unit, now: datetime) -> Total | None:
    """What the contest says of a unit of the directory: zero for one where nobody has taken part yet.

    Nothing is known of a campaign's own units.
    """
    if unit.is_local:
        return None
    t = contest_totals.c
    statement = sa.select(t.participants, t.sessions, t.as_of).where(
        t.contest_id == contest_id, t.unit_code == unit.code
    )
    row = (await connection.execute(statement)).first()
    if row is not None:
        return Total(*row)
    latest = sa.select(sa.func.max(t.as_of)).where(t.contest_id == contest_id)
    return Total(0, 0, (await connection.execute(latest)).scalar_one() or now)


async def has_units_and_contests(connection: AsyncConnection) -> bool:
    from_directory = sa.exists(sa.select(units.c.code).where(~units.c.is_local))
    known = sa.and_(from_directory, sa.exists(sa.select(contests.c.id)))
    return bool((await connection.execute(sa.select(known))).scalar_one())

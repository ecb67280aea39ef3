"""Statements about units."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.units import Unit
from services.directory.tables import shipped_definitions, units
from services.kit.database import Database

_UPSERT = sa.text(
    """
    INSERT INTO directory.units
        (code, name, entry, level, parent, path, sort_key, is_active, version, registered_base)
    SELECT code, name, entry, level, parent, path, sort_key, is_active, version, registered_base
    FROM jsonb_populate_recordset(NULL::directory.units, CAST(:units AS jsonb))
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, level = excluded.level, sort_key = excluded.sort_key, is_active = excluded.is_active,
        version = excluded.version, registered_base = excluded.registered_base
    """
)

_UPSERT_SHIPPED = sa.text(
    """
    INSERT INTO directory.shipped_definitions (code, definition)
    SELECT key, value FROM jsonb_each_text(CAST(:definitions AS jsonb))
    ON CONFLICT (code) DO UPDATE SET definition = excluded.definition
    """
)


_EVERY = sa.select(units).order_by(sa.func.cardinality(units.c.path), units.c.code)
_NAMED = _EVERY.where(units.c.code == sa.func.any(sa.bindparam("codes", type_=units.c.path.type)))

_STAMP = "SELECT stamp FROM directory.units_stamp"

_ALL = """
    SELECT code, name, entry, level, parent, path, sort_key, is_active, version, registered_base FROM directory.units
"""


async def read_stamp(database: Database) -> UUID:
    """Another one after each change of any unit."""
    stamp: UUID = (await database.fetch(_STAMP))[0]["stamp"]
    return stamp


async def read_units(database: Database) -> Sequence[asyncpg.Record]:
    """The rows of all units, for `units_of`."""
    return await database.fetch(_ALL)


def units_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[Unit]:
    return map(_unit, rows)


async def lock_units(transaction: AsyncConnection) -> None:
    """Let sources of units be compared with the table one after the other; readers are not held up."""
    await transaction.execute(sa.text("LOCK TABLE directory.units IN SHARE ROW EXCLUSIVE MODE"))


async def get_units(transaction: AsyncConnection, codes: Collection[str] | None = None) -> dict[str, Unit]:
    """All units, or those with these codes, parents before children."""
    asked = transaction.execute(_EVERY if codes is None else _NAMED, {} if codes is None else {"codes": sorted(codes)})
    rows = (await asked).mappings()
    return {row["code"]: _unit(dict(row)) for row in rows}


async def write_units(transaction: AsyncConnection, changed: Sequence[Unit]) -> None:
    rows = msgspec.json.encode([asdict(unit) for unit in changed]).decode()
    await transaction.execute(_UPSERT, {"units": rows})


async def get_shipped(transaction: AsyncConnection) -> dict[str, str]:
    """By code: what the shipped data said when it was loaded."""
    rows = await transaction.execute(sa.select(shipped_definitions.c.code, shipped_definitions.c.definition))
    return {row.code: row.definition for row in rows}


async def write_shipped(transaction: AsyncConnection, definitions: Mapping[str, str]) -> None:
    rows = msgspec.json.encode(definitions).decode()
    await transaction.execute(_UPSERT_SHIPPED, {"definitions": rows})


async def get_path(transaction: AsyncConnection, code: str) -> tuple[str, ...] | None:
    """The codes from the root down to the unit."""
    row = (await transaction.execute(sa.select(units.c.path).where(units.c.code == code))).first()
    return None if row is None else tuple(row.path)


async def read_retired(transaction: AsyncConnection, codes: Collection[str]) -> Collection[str]:
    """Those of these units that are in use no more."""
    query = sa.select(units.c.code).where(units.c.code.in_(sorted(codes)), ~units.c.is_active)
    return set((await transaction.execute(query)).scalars())


async def has_active_children(transaction: AsyncConnection, code: str) -> bool:
    query = sa.select(sa.exists().where(units.c.parent == code, units.c.is_active))
    return bool((await transaction.execute(query)).scalar_one())


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(**{**row, "path": tuple(row["path"])})

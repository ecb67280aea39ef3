"""Statements about units."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.units import ORGANISATION, ROOTS, ListedUnit, Unit
from services.directory.queries.unit_search import is_meant
from services.directory.tables import shipped_definitions, units

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


async def lock_units(transaction: AsyncConnection) -> None:
    """Let sources of units be compared with the table one after the other; readers are not held up."""
    await transaction.execute(sa.text("LOCK TABLE directory.units IN SHARE ROW EXCLUSIVE MODE"))


async def get_units(transaction: AsyncConnection, codes: Collection[str] | None = None) -> dict[str, Unit]:
    """All units, or those with these codes, parents before children."""
    query = sa.select(units).order_by(sa.func.cardinality(units.c.path), units.c.code)
    if codes is not None:
        query = query.where(units.c.code == sa.func.any(sa.cast(sorted(codes), units.c.path.type)))
    rows = (await transaction.execute(query)).mappings()
    return {row["code"]: _unit(row) for row in rows}


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


async def list_units(
    transaction: AsyncConnection,
    *,
    entry: str | None,
    parent: str | None,
    search: str | None,
    after: str,
    limit: int,
) -> list[ListedUnit]:
    """Active units by code: the children of `parent`, or with `search` all below it, and what is above each.

    No parent means the roots.
    """
    query = _listed().where(units.c.is_active, units.c.code.collate("C") > after)
    query = query.where(units.c.entry != ORGANISATION if entry is None else units.c.entry == entry)
    if search is not None:
        above = sa.true() if parent is None else units.c.path.contains([parent])
        query = query.where(is_meant(search), above, units.c.parent.is_not(None))
        query = query.where(units.c.code != parent) if parent is not None else query
    else:
        query = query.where(units.c.parent.in_(ROOTS.values() if parent is None else [parent]))
    rows = await transaction.execute(query.order_by(units.c.code.collate("C")).limit(limit))
    found = [ListedUnit(*row) for row in rows]
    return found if search is None else await _with_those_above(transaction, found)


async def get_listed_unit(transaction: AsyncConnection, code: str) -> ListedUnit | None:
    """A retired unit too: whatever still names it can be explained."""
    row = (await transaction.execute(_listed().where(units.c.code == code))).first()
    return None if row is None else ListedUnit(*row)


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


async def _with_those_above(transaction: AsyncConnection, found: Sequence[ListedUnit]) -> list[ListedUnit]:
    """Many units have one name: what is above tells them apart."""
    above = units.alias("above")
    is_above = sa.and_(above.c.code == sa.func.any(units.c.path), above.c.code != units.c.code)
    query = sa.select(units.c.code, above.c.code, above.c.name).join(above, is_above)
    query = query.where(units.c.code.in_([each.code for each in found]), above.c.parent.is_not(None))
    by_code: dict[str, list[tuple[str, str]]] = {each.code: [] for each in found}
    for code, above_code, name in await transaction.execute(query.order_by(sa.func.cardinality(above.c.path))):
        by_code[code].append((above_code, name))
    return [replace(each, above=by_code[each.code]) for each in found]


def _listed() -> "sa.Select[Any]":
    child = units.alias("child")
    has_children = sa.exists().where(child.c.parent == units.c.code, child.c.is_active, child.c.entry == units.c.entry)
    unit = units.c
    return sa.select(unit.code, unit.name, unit.entry, unit.level, unit.parent, has_children.label("has_children"))


def _unit(row: sa.RowMapping) -> Unit:
    return Unit(**{**row, "path": tuple(row["path"])})

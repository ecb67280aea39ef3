"""Units as the directory tells of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import camps, units
from services.chassis import shares
from services.contracts.events import UnitChanged

TAKEN = ("version", "name", "entry", "parent", "is_active")


async def upsert(connection: AsyncConnection, changes: Iterable[UnitChanged]) -> None:
    """Take over what is newer than the copy, in one order of codes, so that two writers cannot deadlock."""
    rows = [
        {"code": each.code, "path": list(each.path), **{name: getattr(each, name) for name in TAKEN}}
        for each in sorted(changes, key=lambda change: change.code)
    ]
    new = insert(units)
    newer = {name: new.excluded[name] for name in (*TAKEN, "path")}
    is_newer = units.c.version < new.excluded.version
    await connection.execute(new.on_conflict_do_update(index_elements=[units.c.code], set_=newer, where=is_newer), rows)


async def read_paths(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The codes from the root down to each of these units that is known."""
    wanted = sa.select(units.c.code, units.c.path).where(units.c.code.in_(codes))
    return {row.code: tuple(row.path) for row in await connection.execute(wanted)}


async def is_of_entry(connection: AsyncConnection, code: str, entry: str) -> bool:
    known = sa.select(sa.exists().where(units.c.code == code, units.c.entry == entry))
    return bool((await connection.execute(known)).scalar_one())


async def full_of_camps(transaction: AsyncConnection, owner_unit: str) -> tuple[str, int] | None:
    """The unit at or above this one that has made its share of camps within a year."""
    return await shares.full_unit(transaction, units, camps.c.made_at, owner_unit)

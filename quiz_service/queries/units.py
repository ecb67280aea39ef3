"""Units as the directory tells of them: where each stands in its tree."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import banks, contests, units
from services.chassis import shares


async def upsert(transaction: AsyncConnection, found: Iterable[tuple[str, int, Sequence[str]]]) -> None:
    """Take over code, version and path of what is newer than the copy."""
    rows = [{"code": code, "version": version, "path": list(path)} for code, version, path in sorted(found)]
    new = insert(units)
    newer = {"version": new.excluded.version, "path": new.excluded.path}
    is_newer = units.c.version < new.excluded.version
    await transaction.execute(
        new.on_conflict_do_update(index_elements=[units.c.code], set_=newer, where=is_newer), rows
    )


async def read_paths(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The codes from the root down to each of these units that is known."""
    wanted = sa.select(units.c.code, units.c.path).where(units.c.code.in_(codes))
    return {row.code: tuple(row.path) for row in await connection.execute(wanted)}


async def full_of_contests(transaction: AsyncConnection, owner_unit: str) -> tuple[str, int] | None:
    """The unit at or above this one with its share of contests, made or given another bank within a year."""
    return await shares.full_unit(transaction, units, contests.c.bank_as_of, owner_unit)


async def full_of_banks(transaction: AsyncConnection, owner_unit: str) -> tuple[str, int] | None:
    """The unit at or above this one that has made its share of banks within a year."""
    return await shares.full_unit(transaction, units, banks.c.made_at, owner_unit)

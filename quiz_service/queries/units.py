"""Units as the directory tells of them: where each stands in its tree."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import contests, units

YEAR = sa.text("interval '366 days'")


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


async def read_paths_of_owners(connection: AsyncConnection) -> Sequence[Sequence[str]]:
    """Of the unit of each contest that was made or given another bank within a year; others who count them wait."""
    await connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('quiz.contests of units'))"))
    recent = sa.select(units.c.path).join(contests, contests.c.owner_unit == units.c.code)
    wanted = recent.where(contests.c.bank_as_of > sa.func.kit.contest_now() - YEAR)
    return [tuple(path) for path in (await connection.execute(wanted)).scalars()]

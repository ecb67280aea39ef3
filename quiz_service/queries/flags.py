"""How many flags of the integrity review wait for a decision, as scoring tells of it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import open_flags


async def keep(transaction: AsyncConnection, counts: Iterable[tuple[str, int, int]]) -> None:
    """Contest, version and count; the highest version holds."""
    new = insert(open_flags)
    newer = {"version": new.excluded.version, "open": new.excluded.open}
    rows = [{"contest_id": contest, "version": version, "open": count} for contest, version, count in sorted(counts)]
    is_newer = open_flags.c.version < new.excluded.version
    await transaction.execute(
        new.on_conflict_do_update(index_elements=[open_flags.c.contest_id], set_=newer, where=is_newer), rows
    )


async def count_open(connection: AsyncConnection, contest_id: str) -> int:
    """None that anybody has told of are none."""
    wanted = sa.select(open_flags.c.open).where(open_flags.c.contest_id == contest_id)
    return int((await connection.execute(wanted)).scalar_one_or_none() or 0)

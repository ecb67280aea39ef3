"""Which accounts ended in which (I19)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import merges
from services.kit.database import Database

READ_SINCE = "SELECT ended_id, kept_id, merged_at FROM quiz.merges WHERE merged_at > $1 ORDER BY merged_at"


async def keep(transaction: AsyncConnection, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Note that the first account of each pair ended in the second."""
    rows = [{"ended_id": ended, "kept_id": kept} for ended, kept in sorted(set(pairs))]
    await transaction.execute(insert(merges).on_conflict_do_nothing(), rows)


async def read_since(database: Database, since: datetime) -> Sequence[tuple[UUID, UUID, datetime]]:
    rows = await database.fetch(READ_SINCE, since)
    return [(row["ended_id"], row["kept_id"], row["merged_at"]) for row in rows]

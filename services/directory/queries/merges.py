"""Statements about accounts that turned out to be one person's."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import merges


async def log_merge(transaction: AsyncConnection, kept: UUID, gone: UUID) -> datetime:
    """Returns the real time."""
    row = {"ended_id": gone, "kept_id": kept, "merged_at": sa.func.now()}
    logged = merges.insert().values(row).returning(merges.c.merged_at)
    at: datetime = (await transaction.execute(logged)).scalar_one()
    return at


async def read_merges(transaction: AsyncConnection) -> list[tuple[UUID, UUID, datetime]]:
    """Who ended, who goes on, and since when, in this order."""
    query = sa.select(merges.c.ended_id, merges.c.kept_id, merges.c.merged_at).order_by(merges.c.merged_at)
    return [(row[0], row[1], row[2]) for row in await transaction.execute(query)]

"""Statements about what was used up of a budget. Its key names neither an account nor an address."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.budgets import Spent
from services.directory.tables import budgets
from services.kit.database import Database

# A window begins with its first time and is not moved by later ones, so that nobody is kept out for longer.
_SPEND = """
    INSERT INTO directory.budgets AS known (key, times, ends_at) VALUES ($1, 1, now() + $2::interval)
    ON CONFLICT (key) DO UPDATE SET
        times = CASE WHEN known.ends_at <= now() THEN 1 ELSE known.times + 1 END,
        ends_at = CASE WHEN known.ends_at <= now() THEN now() + $2::interval ELSE known.ends_at END
    RETURNING times, extract(epoch FROM ends_at - now())::float8 AS left_s
"""
_READ = """
    SELECT times, extract(epoch FROM ends_at - now())::float8 AS left_s
    FROM directory.budgets WHERE key = $1 AND ends_at > now()
"""


async def spend(database: Database, key: bytes, window: timedelta) -> Spent:
    """Count one time. Those at the same moment are all counted."""
    [row] = await database.fetch(_SPEND, key, window)
    return Spent(row["times"], row["left_s"])


async def read_spent(database: Database, key: bytes) -> Spent:
    rows = await database.fetch(_READ, key)
    return Spent(rows[0]["times"], rows[0]["left_s"]) if rows else Spent(0, 0)


async def give_back(database: Database, key: bytes) -> None:
    """What was counted did not happen."""
    await database.fetch("UPDATE directory.budgets SET times = times - 1 WHERE key = $1 AND times > 0", key)


async def forget_spent(database: Database, key: bytes) -> None:
    await database.fetch("DELETE FROM directory.budgets WHERE key = $1", key)


async def delete_ended(transaction: AsyncConnection, limit: int) -> int:
    ended = sa.select(budgets.c.key).where(budgets.c.ends_at <= sa.func.now()).limit(limit)
    return (await transaction.execute(budgets.delete().where(budgets.c.key.in_(ended)))).rowcount

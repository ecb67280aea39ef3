"""The share of a unit in what is made in a year, counted by the rows that a service keeps (R4.1, R6.2)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts import shares

YEAR = sa.text("interval '366 days'")


async def full_unit(
    transaction: AsyncConnection, units: sa.Table, made_at: sa.Column[sa.DateTime], owner_unit: str
) -> tuple[str, int] | None:
    """The unit at or above the owner that has its share of rows already, and how much that is.

    `made_at` is a column of a table that has `owner_unit` too. Others who count the same table wait until the
    transaction ends.
    """
    owned = made_at.table
    path = await transaction.scalar(sa.select(units.c.path).where(units.c.code == owner_unit))
    if path is None or len(path) == 1:
        return None
    name = f"{units.schema}.{owned.description} of units"
    await transaction.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))
    recent = sa.select(units.c.path).join(owned, owned.c.owner_unit == units.c.code)
    wanted = recent.where(made_at > sa.func.kit.contest_now() - YEAR)
    return shares.full_unit(path, (await transaction.execute(wanted)).scalars())

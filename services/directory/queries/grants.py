"""Statements about what organisers may do and where."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.organisers import HeldGrant
from services.directory.tables import grants, units


async def add_grant(
    transaction: AsyncConnection, organiser_id: UUID, granted: HeldGrant, granted_by: UUID | None
) -> None:
    row = {"id": granted.id, "organiser_id": organiser_id, "role": granted.role, "unit": granted.unit}
    await transaction.execute(grants.insert().values(row | {"granted_by": granted_by}))


async def read_held(transaction: AsyncConnection, organiser_id: UUID) -> list[HeldGrant]:
    """In the order in which they were granted."""
    query = _of(organiser_id).where(grants.c.ended_at.is_(None)).order_by(grants.c.id)
    return [HeldGrant(UUID(str(row.id)), row.role, row.unit) for row in await transaction.execute(query)]


async def read_paths(transaction: AsyncConnection, organiser_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """Of the unit of every grant that the organiser holds or held, by the grant's id."""
    query = (
        sa.select(grants.c.id, units.c.path)
        .join(units, units.c.code == grants.c.unit)
        .where(grants.c.organiser_id == organiser_id)
    )
    return {UUID(str(row.id)): tuple(row.path) for row in await transaction.execute(query)}


async def end_grants(transaction: AsyncConnection, ids: Collection[UUID]) -> None:
    ended = grants.update().where(grants.c.id.in_(ids), grants.c.ended_at.is_(None))
    await transaction.execute(ended.values(ended_at=sa.func.now()))


def _of(organiser_id: UUID) -> "sa.Select[Any]":
    return sa.select(grants.c.id, grants.c.role, grants.c.unit).where(grants.c.organiser_id == organiser_id)

"""What the upper unit has permitted, for ever."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.permits import Permit
from reporting_service.tables import permits


async def add_permit(connection: AsyncConnection, report_id: UUID, permit: Permit) -> None:
    """The first one stands."""
    new = insert(permits).values(
        report_id=report_id,
        version=permit.version,
        code=permit.code,
        reason=permit.reason,
        permitted_by=permit.permitted_by,
        permitted_at=permit.permitted_at,
    )
    await connection.execute(new.on_conflict_do_nothing())


async def read_permits(connection: AsyncConnection, report_id: UUID) -> Sequence[Permit]:
    """Of every version of the report."""
    p = permits.c
    statement = sa.select(p.version, p.code, p.reason, p.permitted_by, p.permitted_at)
    rows = await connection.execute(statement.where(p.report_id == report_id).order_by(p.permitted_at, p.code))
    return [Permit(*row) for row in rows]

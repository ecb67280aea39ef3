"""What the upper unit has permitted, for ever."""

from collections.abc import Collection, Sequence
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


# Submitted versions in which a check of class B found something, or units are missing, that nobody has permitted yet.
NEEDING = sa.text("""
SELECT r.id FROM reporting.reports AS r
JOIN reporting.versions AS v ON v.report_id = r.id AND v.version = r.submitted_version
WHERE r.id = ANY(CAST(:reports AS uuid[])) AND EXISTS (
    SELECT FROM (
        SELECT each ->> 'code' AS code FROM jsonb_array_elements(v.content -> 'checks') AS each
        WHERE each ->> 'class' = 'B'
        UNION ALL
        SELECT 'children-missing' WHERE jsonb_array_length(v.content -> 'missing_units') > 0
    ) AS needed
    WHERE NOT EXISTS (
        SELECT FROM reporting.permits AS p
        WHERE p.report_id = v.report_id AND p.version = v.version AND p.code = needed.code
    )
)
""")


async def read_needing(connection: AsyncConnection, reports: Collection[UUID | None]) -> set[UUID]:
    """Those of the reports that cannot be accepted before something is permitted."""
    wanted = {"reports": [str(each) for each in reports if each is not None]}
    return {UUID(str(each)) for each in (await connection.execute(NEEDING, wanted)).scalars()}


async def read_permits(connection: AsyncConnection, report_id: UUID) -> Sequence[Permit]:
    """Of every version of the report."""
    p = permits.c
    statement = sa.select(p.version, p.code, p.reason, p.permitted_by, p.permitted_at)
    rows = await connection.execute(statement.where(p.report_id == report_id).order_by(p.permitted_at, p.code))
    return [Permit(*row) for row in rows]

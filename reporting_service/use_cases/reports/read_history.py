"""Every version of a report, what was permitted in it, and who did what when (R3.4)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.permits import Permit
from reporting_service.domain.report import Version
from reporting_service.queries import acts, permits, reports


async def read_history(
    transaction: AsyncConnection, report_id: UUID
) -> tuple[Sequence[Version], Sequence[Permit], Sequence[acts.Record]]:
    versions = await reports.read_versions(transaction, report_id)
    permitted = await permits.read_permits(transaction, report_id)
    return versions, permitted, await acts.read_history(transaction, report_id)

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.filing import Filing
from reporting_service.domain.report import Version
from reporting_service.domain.scope import Grants
from reporting_service.queries import acts, filings, reports


async def read_history(
    transaction: AsyncConnection, grants: Grants, report_id: UUID
) -> tuple[Filing, Sequence[Version], Sequence[acts.Record]]:
    """Every version of a report, and who did what to it when (R3.4). Raises `ReportNotFound`."""
    filing = admit(await filings.read_filing(transaction, report_id), grants, Right.READ)
    versions = await reports.read_versions(transaction, report_id)
    return filing, versions, await acts.read_history(transaction, report_id)

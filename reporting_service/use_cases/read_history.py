from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit, check_reach
from reporting_service.domain.filing import Filing
from reporting_service.domain.permits import Permit
from reporting_service.domain.report import Version
from reporting_service.domain.scope import Grants
from reporting_service.queries import acts, filings, lines, permits, reports
from reporting_service.queries.below import leave_out_below


async def read_history(
    transaction: AsyncConnection, grants: Grants, report_id: UUID
) -> tuple[Filing, Sequence[Version], Sequence[Permit], Sequence[acts.Record]]:
    """Every version of a report, what was permitted in it, and who did what when (R3.4). Raises `ReportNotFound`."""
    check_reach(await lines.read_upwards(transaction, report_id), grants)
    filing = admit(await filings.read_filing(transaction, report_id, leave_out_below), grants, Right.READ)
    versions = await reports.read_versions(transaction, report_id)
    permitted = await permits.read_permits(transaction, report_id)
    return filing, versions, permitted, await acts.read_history(transaction, report_id)

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit, check_reach
from reporting_service.domain.filing import Filing
from reporting_service.domain.scope import Grants
from reporting_service.queries import filings, lines


async def read_report(
    transaction: AsyncConnection, grants: Grants, report_id: UUID, right: Right = Right.READ, *, lock: bool = False
) -> Filing:
    """The report, for a caller with this right. Raises `ReportNotFound` or `Forbidden`."""
    check_reach(await lines.read_upwards(transaction, report_id), grants)
    filing = admit(await filings.read_filing(transaction, report_id), grants, right)
    if not lock:
        return filing
    # Nothing is locked for callers who have no right to it.
    return admit(await filings.read_filing(transaction, report_id, lock=True), grants, right)

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit, check_reach
from reporting_service.domain.filing import Filing
from reporting_service.domain.scope import Grants
from reporting_service.queries import filings, lines
from reporting_service.queries.below import ReadBelow, leave_out_below


async def read_report(
    transaction: AsyncConnection,
    grants: Grants,
    report_id: UUID,
    right: Right = Right.READ,
    below: ReadBelow = leave_out_below,
    *,
    lock: bool = False,
) -> Filing:
    """The report, for a caller with this right; with what is below it where `below` reads that.

    Raises `ReportNotFound` or `Forbidden`.
    """
    check_reach(await lines.read_upwards(transaction, report_id), grants)
    if not lock:
        return admit(await filings.read_filing(transaction, report_id, below), grants, right)
    # Nothing is locked for callers who have no right to it.
    admit(await filings.read_filing(transaction, report_id, leave_out_below), grants, right)
    return admit(await filings.read_filing(transaction, report_id, below, lock=True), grants, right)

"""A report, for a caller with the right that is needed: what most stories of a report begin with (I8)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit
from reporting_service.domain.errors import ReportNotFound
from reporting_service.domain.filing import Filing
from reporting_service.queries import filings, lines
from reporting_service.queries.below import ReadBelow, leave_out_below
from services.contracts.grants import Reach


async def read_report(
    transaction: AsyncConnection,
    reach: Reach,
    report_id: UUID,
    right: Right = Right.READ,
    below: ReadBelow = leave_out_below,
    *,
    lock: bool = False,
) -> Filing:
    """With what is below it where `below` reads that.

    The place of its unit in the line decides before anything of it is read or locked, so that what is foreign costs no
    more than what is unknown. Raises `ReportNotFound` or `Forbidden`.
    """
    admit(await lines.read_standpoint(transaction, report_id), reach, right)
    filing = await filings.read_filing(transaction, report_id, below, lock=lock)
    if filing is None:
        raise ReportNotFound
    # The line may have changed while the lock was waited for.
    admit(filing.place.standpoint, reach, right)
    return filing

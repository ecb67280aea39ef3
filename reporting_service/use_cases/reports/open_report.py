"""The unit's report in this form, made where there is none yet (R3.4); the flag tells which."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import Right, admit_to_place
from reporting_service.domain.errors import ReportNotFound
from reporting_service.domain.filing import Filing
from reporting_service.queries import acts, filings, reports
from reporting_service.queries.below import ReadBelow
from services.contracts.grants import Reach


async def open_report(
    transaction: AsyncConnection, below: ReadBelow, reach: Reach, actor: str, template_id: str, unit: str
) -> tuple[Filing, bool]:
    """Raises `UnitNotFound` for a unit outside the form's line as for a foreign one, and `Forbidden`."""
    place = admit_to_place(await filings.read_place(transaction, template_id, unit), reach, Right.FILL)
    contest = await filings.read_contest(transaction, place)
    is_new = await reports.create_report(transaction, place)
    filing = await filings.read_filing_at(transaction, place, contest, below)
    if filing is None:
        raise ReportNotFound
    if is_new:
        await acts.record(transaction, filing.report.id, acts.Record(filing.now, actor, "create", 1, {}))
    return filing, is_new

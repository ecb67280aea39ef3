"""The unit's report in this form, made where there is none yet (R3.4)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.access import acting_unit
from reporting_service.domain.contest import Contest
from reporting_service.domain.errors import ReportNotFound
from reporting_service.domain.filing import Filing, Place
from reporting_service.queries import acts, filings, reports
from reporting_service.queries.below import ReadBelow
from services.chassis.clock import contest_now
from services.contracts.grants import Reach


async def open_report(
    transaction: AsyncConnection, below: ReadBelow, at: tuple[Place, Contest], reach: Reach, actor: str
) -> tuple[Filing, bool]:
    """The flag tells whether it is new. For a unit without a reporter it is noted who fills it in."""
    place, contest = at
    behalf = acting_unit(place.standpoint, reach)
    is_new = await reports.create_report(transaction, place, await contest_now(transaction), filled_by=behalf)
    filing = await filings.read_filing_at(transaction, place, contest, below)
    if filing is None:
        raise ReportNotFound
    if is_new:
        detail = {} if behalf is None else {"filled_by": behalf}
        await acts.record(transaction, filing.report.id, acts.Record(filing.now, actor, "create", 1, detail))
    return filing, is_new

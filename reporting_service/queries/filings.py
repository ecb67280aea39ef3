"""A report with everything around it, read in one transaction."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import Contest
from reporting_service.domain.filing import Filing, Place
from reporting_service.domain.report import Report, Sheet
from reporting_service.domain.roll_up import Subordinates
from reporting_service.queries import copies, forms, lines, reports
from reporting_service.queries.below import ReadBelow, read_below
from services.chassis.clock import contest_now
from services.kit.errors import Unavailable


async def read_place(
    connection: AsyncConnection, template_id: str, unit: str, campaign_id: str | None = None
) -> Place | None:
    """None where there is no such template, or no such unit in its line."""
    template = await forms.read_template(connection, template_id)
    return None if template is None else await lines.read_place(connection, template, unit, campaign_id)


async def read_contest(connection: AsyncConnection, place: Place) -> Contest:
    contest = await copies.read_contest(connection, place.contest_id)
    if contest is None:
        # The campaign was loaded moments ago, and its contest has not been heard of yet.
        raise Unavailable
    return contest


async def read_filing(
    connection: AsyncConnection, report_id: UUID, below: ReadBelow = read_below, *, lock: bool = False
) -> Filing | None:
    """With `lock`, nobody else changes the report until the transaction ends."""
    report = await reports.read_report(connection, report_id, lock=lock)
    if report is None:
        return None
    place = await read_place(connection, report.template_id, report.unit_code, report.campaign_id)
    if place is None:
        return None
    contest = await read_contest(connection, place)
    sheet = await reports.read_sheet(connection, report, lock=lock)
    return await _filing(connection, place, contest, report, sheet, await below(connection, place))


async def read_filing_at(
    connection: AsyncConnection, place: Place, contest: Contest, below: ReadBelow = read_below
) -> Filing | None:
    report = await reports.find_report(connection, place)
    if report is None:
        return None
    sheet = await reports.read_sheet(connection, report)
    return await _filing(connection, place, contest, report, sheet, await below(connection, place))


async def _filing(
    connection: AsyncConnection, place: Place, contest: Contest, report: Report, sheet: Sheet, below: Subordinates
) -> Filing:
    now = await contest_now(connection)
    return Filing(
        place=place,
        report=report,
        sheet=sheet,
        latest=await reports.read_version(connection, report.id, report.submitted_version),
        contest=contest,
        total=await copies.read_total(connection, contest.id, place.unit, now),
        below=below,
        attachments=await reports.count_attachments(connection, report.id),
        now=now,
    )

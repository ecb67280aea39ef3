"""A report with everything around it, read in one transaction."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.contest import CampTotal, Contest
from reporting_service.domain.filing import Filing, Offer, Place
from reporting_service.domain.report import WORKING, Report
from reporting_service.domain.roll_up import Subordinates
from reporting_service.queries import copies, forms, lines, reports
from reporting_service.queries.below import ReadBelow, read_below
from services.chassis.clock import contest_now
from services.kit.errors import Unavailable


async def read_contest(connection: AsyncConnection, place: Place) -> Contest:
    contest = await copies.read_contest(connection, place.campaign)
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
    template = await forms.read_template(connection, report.template_id)
    if template is None:
        return None
    place = await lines.read_place(connection, template, report.unit_code, report.campaign_id)
    if place is None:
        return None
    contest = await read_contest(connection, place)
    return await _filing(connection, place, contest, report, await below(connection, place))


async def read_filing_at(
    connection: AsyncConnection, place: Place, contest: Contest, below: ReadBelow = read_below
) -> Filing | None:
    report = await reports.find_report(connection, place)
    if report is None:
        return None
    return await _filing(connection, place, contest, report, await below(connection, place))


async def _filing(
    connection: AsyncConnection, place: Place, contest: Contest, report: Report, below: Subordinates
) -> Filing:
    now = await contest_now(connection)
    return Filing(
        place=place,
        report=report,
        latest=await reports.read_version(connection, report.id, report.submitted_version),
        contest=contest,
        total=await copies.read_total(connection, contest, place.counted_units, now),
        below=below,
        attachments=await reports.count_attachments(connection, report.id),
        now=now,
        camp=await camp_total(connection, place),
        said_elsewhere=await _said_elsewhere(connection, place, report),
    )


async def camp_total(connection: AsyncConnection, place: Place) -> CampTotal | None:
    """What the camp of the campaign says of the unit's own people; None for a form that has no lines of a camp."""
    if not place.template.camp_lines:
        return None
    return await copies.read_camp_total(connection, place.campaign, place.template.id, place.unit)


async def _said_elsewhere(connection: AsyncConnection, place: Place, report: Report) -> Mapping[str, Offer]:
    """What other forms of the unit say of the same indicators, counted in the same; the last word of each."""
    if report.state not in WORKING:
        return {}
    wanted = {each.id: each for each in place.template.indicators}
    said = await reports.read_said_elsewhere(connection, report)
    templates = await forms.read_templates(connection, {each.template_id for each in said}) if said else {}
    offers: dict[str, Offer] = {}
    for each in said:
        for one in templates[each.template_id].indicators if each.template_id in templates else ():
            value, own = each.values.get(one.id), wanted.get(one.id)
            if value is not None and own is not None and (own.unit, own.measure) == (one.unit, one.measure):
                offers[one.id] = Offer(value, each.template_id, each.as_of)
    return offers

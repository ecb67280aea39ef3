"""A campaign as its owner wants it: title, days, contest, and the forms that are due in it (R6.4)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign, Use
from reporting_service.domain.errors import TemplateInUse
from reporting_service.queries import campaigns, copies, forms
from services.kit.errors import FieldError, Invalid


async def write_campaign(transaction: AsyncConnection, campaign: Campaign, uses: Sequence[Use]) -> None:
    """Make it, or change it whole. A form that is left out goes, unless units have begun to fill it in.

    Raises `Invalid` for a unit, contest or published form that there is not, and `TemplateInUse`.
    """
    known = await forms.read_templates(transaction, {each.template_id for each in uses})
    faults = [
        FieldError(f"/templates/{place}/template_id", "unknown-template", "没有这份已发布的报表。", "No such form.")
        for place, use in enumerate(uses)
        if use.template_id not in known
    ]
    if not await copies.read_path(transaction, campaign.owner_unit):
        faults.append(FieldError("/owner_unit", "unknown-unit", "没有这个单位。", "There is no such unit."))
    if campaign.contest_id is not None and await copies.read_contest_by_id(transaction, campaign.contest_id) is None:
        faults.append(FieldError("/contest_id", "unknown-contest", "没有这项竞赛。", "There is no such contest."))
    if faults:
        raise Invalid(errors=faults)
    await campaigns.write_campaign(transaction, campaign)
    named = {each.template_id for each in uses}
    for use in (await campaigns.read_uses(transaction, [campaign.id]))[campaign.id]:
        if use.template_id not in named:
            if await campaigns.has_reports(transaction, campaign.id, use.template_id):
                raise TemplateInUse(extra={"template_id": use.template_id})
            await campaigns.remove_use(transaction, campaign.id, use.template_id)
    for position, use in enumerate(uses):
        await campaigns.write_use(transaction, campaign.id, position, use)

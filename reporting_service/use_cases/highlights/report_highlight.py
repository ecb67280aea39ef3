"""A unit reports notable work at any time of a campaign (R6.7)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from reporting_service.domain.errors import UnitNotFound, WhichCampaign
from reporting_service.domain.highlights import Highlight
from reporting_service.queries import campaigns, copies, highlights
from services.chassis.clock import contest_now
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def report_highlight(
    transaction: AsyncConnection, reach: Reach, actor: str, at: tuple[str | None, str], title: str, text: str
) -> Highlight:
    """`at` names campaign and unit; the campaign may be left out where the unit stands in one alone.

    Raises `Forbidden`, `WhichCampaign`, and `UnitNotFound` for a unit of others or outside the campaign's lines.
    """
    campaign_id, code = at
    if not reach:
        raise Forbidden
    known = await campaigns.read_campaigns(transaction)
    members = await campaigns.read_members(transaction, [each.id for each in known])
    fitting = [each for each in known if campaign_id in (None, each.id) and code in members[each.id]]
    unit = (await copies.read_units(transaction, [code])).get(code)
    if unit is None or not fitting or not reach.covers((code,)):
        raise UnitNotFound
    if len(fitting) > 1:
        raise WhichCampaign(extra={"campaigns": [{"id": each.id, "title": each.title} for each in fitting]})
    now = await contest_now(transaction)
    highlight = Highlight(uuid7(), fitting[0].id, unit, title, text, now, actor)
    await highlights.add_highlight(transaction, highlight)
    return highlight

"""A unit reports this form to nobody any more; what it reported stays (R3.2)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.errors import LineNotFound
from reporting_service.queries import campaigns


async def end_line(transaction: AsyncConnection, campaign: Campaign, template_id: str, unit: str, actor: str) -> None:
    """Raises `LineNotFound`, also when the line has ended before."""
    if (template_id, unit) not in await campaigns.read_lines(transaction, campaign.id, template_id):
        raise LineNotFound
    await campaigns.end_lines(transaction, campaign.id, template_id, [unit], actor)

"""A campaign, for administrators of the unit whose it is (R6.4)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign
from reporting_service.domain.errors import CampaignNotFound
from reporting_service.queries import campaigns, copies
from services.contracts.grants import ADMINISTRATOR, ORGANISER, REPORTER, Grant, Reach
from services.kit.errors import Forbidden


async def admit_to_campaign(
    transaction: AsyncConnection, grants: Iterable[Grant], campaign_id: str, *, may_write: bool, lock: bool = False
) -> Campaign:
    """To read is for everybody who stands in its lines, and above or below its owner.

    Raises `CampaignNotFound`, and `Forbidden` for who may not write.
    """
    held = tuple(grants)
    administrators = Reach(held, (ADMINISTRATOR,))
    if may_write and not administrators:
        raise Forbidden
    campaign = await campaigns.read_campaign(transaction, campaign_id, lock=lock)
    path = () if campaign is None else await copies.read_path(transaction, campaign.owner_unit)
    if campaign is None or not await is_shown(transaction, held, campaign):
        raise CampaignNotFound
    if may_write and not administrators.covers((*path, campaign.owner_unit)):
        raise Forbidden
    return campaign


async def is_shown(transaction: AsyncConnection, grants: Iterable[Grant], campaign: Campaign) -> bool:
    reach = Reach(grants, (ADMINISTRATOR, ORGANISER, REPORTER))
    path = await copies.read_path(transaction, campaign.owner_unit)
    if reach.covers((*path, campaign.owner_unit)):
        return True
    members = (await campaigns.read_members(transaction, [campaign.id]))[campaign.id]
    return not reach.units.isdisjoint(members)


async def seen_within(
    transaction: AsyncConnection, grants: Iterable[Grant], campaign: Campaign
) -> frozenset[str] | None:
    """The units whose lines somebody sees, with those below them; None for all, as the owner does."""
    reach = Reach(grants, (ADMINISTRATOR, ORGANISER, REPORTER))
    path = await copies.read_path(transaction, campaign.owner_unit)
    return None if reach.covers((*path, campaign.owner_unit)) else reach.units

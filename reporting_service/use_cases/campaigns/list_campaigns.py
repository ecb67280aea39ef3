"""Campaigns that somebody's units own, or stand in the lines of (R6.4)."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.campaign import Campaign, Use
from reporting_service.queries import campaigns
from reporting_service.use_cases.steps.admit_to_campaign import is_shown
from services.contracts.grants import Grant


async def list_campaigns(
    transaction: AsyncConnection, grants: Iterable[Grant]
) -> tuple[Sequence[Campaign], Mapping[str, Sequence[Use]]]:
    held = tuple(grants)
    found = [each for each in await campaigns.read_campaigns(transaction) if await is_shown(transaction, held, each)]
    return found, await campaigns.read_uses(transaction, [each.id for each in found])

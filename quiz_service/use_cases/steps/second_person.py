"""Which accounts are one person with somebody, wherever a second person has to decide (I21)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.tables import access
from services.chassis.access import persons_of


async def accounts_of(transaction: AsyncConnection, account: str) -> Collection[str]:
    """The account itself, who made it, whom it made, and so on."""
    return {str(each) for each in await persons_of(transaction, access, UUID(account))}

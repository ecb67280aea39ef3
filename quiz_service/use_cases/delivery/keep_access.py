"""What organisers may do, as the directory publishes it (R4.3)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service import tables
from services.chassis import access
from services.chassis.access import Access
from services.chassis.tokens import Grant
from services.contracts.events import AccessChanged


async def keep_access(transaction: AsyncConnection, events: Iterable[AccessChanged]) -> None:
    """Take over what is new; every request of an organiser is checked against it."""
    changes = [
        Access(event.account, event.version, [Grant(grant.role, grant.unit) for grant in event.grants])
        for event in events
    ]
    await access.keep(transaction, tables.access, changes)

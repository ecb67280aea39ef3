"""Organisers who lose their rights while what they send is under way."""

from collections.abc import AsyncIterator
from uuid import UUID

import sqlalchemy as sa

from services.chassis import access as kit_access
from services.chassis.access import Access
from services.chassis.tokens import Caller
from services.kit.database import Database


async def interrupted(content: bytes, database: Database, access: sa.Table, caller: Caller) -> AsyncIterator[bytes]:
    """A body; half of it has arrived when the caller is removed."""
    half = len(content) // 2
    yield content[:half]
    async with database.begin() as transaction:
        await kit_access.keep(transaction, access, [Access(UUID(caller.subject), 1, [])])
    yield content[half:]

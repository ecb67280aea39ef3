from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.access import read_all
from services.directory import tables
from services.directory.use_cases.steps.change_access import publish_access


async def republish_access(transaction: AsyncConnection) -> None:
    """Write the rights of every organiser to the outbox again, those of removed ones included."""
    await publish_access(transaction, await read_all(transaction, tables.access))

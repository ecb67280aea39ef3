from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.erasures import read_all
from services.directory.tables import erasures
from services.directory.use_cases.steps.publish_erasures import publish_erasures


async def republish_erasures(transaction: AsyncConnection) -> None:
    """Write to the outbox again who was erased while a token of theirs may still be out."""
    await publish_erasures(transaction, await read_all(transaction, erasures))

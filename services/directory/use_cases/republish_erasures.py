from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.erasures import read_all
from services.directory.queries.erasure_events import publish_erasures
from services.directory.tables import erasures


async def republish_erasures(transaction: AsyncConnection) -> None:
    """Write to the outbox again who was erased while a token of theirs may still be out."""
    await publish_erasures(transaction, await read_all(transaction, erasures))

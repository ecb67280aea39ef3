from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.queries import units as queries
from services.directory.use_cases.steps.publish_units import publish_units


async def republish_units(transaction: AsyncConnection) -> None:
    """Write every unit to the outbox again, for consumers whose stream was lost."""
    await publish_units(transaction, (await queries.get_units(transaction)).values())

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.grants import Reach
from services.directory.domain.organisers import Organiser
from services.directory.queries import organisers as queries


async def list_organisers(
    transaction: AsyncConnection, reach: Reach, after: UUID | None, limit: int
) -> Sequence[Organiser]:
    """Active organisers below one's own unit (R4.3, I8), in the order of their appointment."""
    own = None if reach.is_national else sorted(reach.units)
    return await queries.list_below(transaction, own, after, limit)

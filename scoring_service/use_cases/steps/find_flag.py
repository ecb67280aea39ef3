"""The flag that a decision is about."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import FlagNotFound
from scoring_service.queries import flags
from scoring_service.queries.flags import Flag


async def find_flag(transaction: AsyncConnection, flag_id: str) -> Flag:
    """Raises `FlagNotFound`."""
    try:
        flag = await flags.read_flag(transaction, UUID(flag_id))
    except ValueError as error:
        raise FlagNotFound from error
    if flag is None:
        raise FlagNotFound
    return flag

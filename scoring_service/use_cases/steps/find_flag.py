"""The flags that a decision is about."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import FlagNotFound
from scoring_service.queries import flags
from scoring_service.queries.flags import Flag


async def find_flag(transaction: AsyncConnection, flag_id: str) -> Flag:
    """Raises `FlagNotFound`."""
    try:
        (flag,) = await find_flags(transaction, [UUID(flag_id)])
    except ValueError as error:
        raise FlagNotFound from error
    return flag


async def find_flags(transaction: AsyncConnection, flag_ids: Collection[UUID]) -> Sequence[Flag]:
    """In the order in which they were raised. Raises `FlagNotFound` unless all of them are there."""
    found = await flags.read_named(transaction, flag_ids)
    missing = set(flag_ids) - {flag.id for flag in found}
    if missing:
        raise FlagNotFound(extra={"ids": sorted(map(str, missing))})
    return found

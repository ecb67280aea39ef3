from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.units import ListedUnit, is_code
from services.directory.queries import units as queries
from services.kit.errors import NotFound


async def get_unit(transaction: AsyncConnection, code: str) -> ListedUnit:
    unit = await queries.get_listed_unit(transaction, code) if is_code(code) else None
    if unit is None:
        raise NotFound
    return unit

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.errors import unknown_unit
from services.directory.domain.units import ListedUnit, is_code
from services.directory.queries import units as queries
from services.kit.errors import Invalid


async def list_units(
    transaction: AsyncConnection,
    *,
    entry: str | None,
    parent: str | None,
    search: str | None,
    after: str,
    limit: int,
) -> list[ListedUnit]:
    """Up to `limit` active units whose codes follow `after` (R2.2). Raises `Invalid` for an unknown parent."""
    if parent is not None and (not is_code(parent) or await queries.get_listed_unit(transaction, parent) is None):
        raise Invalid(errors=[unknown_unit("/parent")])
    return await queries.list_units(transaction, entry=entry, parent=parent, search=search, after=after, limit=limit)

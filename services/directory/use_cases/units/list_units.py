from services.directory.domain.errors import unknown_unit
from services.directory.domain.units import ListedUnit
from services.directory.memory.units import KnownUnits
from services.kit.errors import Invalid


async def list_units(
    known: KnownUnits, *, entry: str | None, parent: str | None, search: str | None, after: str, limit: int
) -> list[ListedUnit]:
    """Up to `limit` active units whose codes follow `after` (R2.2). Raises `Invalid` for an unknown parent."""
    index = await known.newest()
    if parent is not None and index.find(parent) is None:
        raise Invalid(errors=[unknown_unit("/parent")])
    if search is None:
        return index.children(parent, entry=entry, after=after, limit=limit)
    return index.search(search, parent=parent, entry=entry, after=after, limit=limit)

from services.directory.domain.units import ListedUnit
from services.directory.memory.units import KnownUnits
from services.kit.errors import NotFound


async def get_unit(known: KnownUnits, code: str) -> ListedUnit:
    """A retired unit too: whatever still names it can be explained. Raises `NotFound`."""
    unit = (await known.newest()).find(code)
    if unit is None:
        raise NotFound
    return unit

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.contracts.grants import Reach
from services.directory.domain.units import is_code
from services.directory.queries.units import get_path
from services.kit.errors import NotFound


async def check_reach(transaction: AsyncConnection, reach: Reach, code: str, *, is_strict: bool) -> Sequence[str]:
    """The path of a unit in one's subtree; with `is_strict` one's own does not count (I8).

    Raises `NotFound` for a foreign unit as for one that does not exist, after the same look-up.
    """
    path = await get_path(transaction, code if is_code(code) else "")
    if path is None or not (reach.is_above(path) if is_strict else reach.covers(path)):
        raise NotFound
    return path

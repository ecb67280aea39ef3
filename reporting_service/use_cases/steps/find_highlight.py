"""A piece of notable work, for the units that see it (I8)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.errors import HighlightNotFound
from reporting_service.domain.highlights import Highlight
from reporting_service.queries import highlights
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def find_highlight(transaction: AsyncConnection, reach: Reach, highlight_id: UUID) -> Highlight:
    """Raises `Forbidden` for callers who report for no unit, and `HighlightNotFound`."""
    if not reach:
        raise Forbidden
    units = None if reach.is_national else reach.units
    found = await highlights.read_highlights(transaction, units, only=highlight_id)
    if not found:
        raise HighlightNotFound
    return found[0]

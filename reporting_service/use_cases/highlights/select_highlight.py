"""The unit above sends notable work on, so that the one above it sees it (择优上报, R6.7)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting_service.domain.highlights import Highlight, Selection
from reporting_service.queries import copies, highlights
from reporting_service.use_cases.steps.find_highlight import find_highlight
from services.chassis.clock import contest_now
from services.contracts.grants import Reach
from services.kit.errors import Forbidden


async def select_highlight(
    transaction: AsyncConnection, reach: Reach, actor: str, highlight_id: UUID, comment: str | None
) -> Highlight:
    """A repeat changes nothing. Raises `HighlightNotFound`, and `Forbidden` for the unit that reported it."""
    found = await find_highlight(transaction, reach, highlight_id)
    sent_by = {found.unit.code, *(each.unit.code for each in found.selections)}
    above = await highlights.read_parents(transaction, found.campaign_id, sent_by) - {found.unit.code}
    mine = sorted(code for code in above if reach.covers((code,)))
    if not mine:
        raise Forbidden
    fresh = [code for code in mine if code not in sent_by]
    units = await copies.read_units(transaction, fresh)
    now = await contest_now(transaction)
    added = [Selection(units[code], now, actor, comment) for code in fresh]
    for selection in added:
        await highlights.add_selection(transaction, found.id, selection)
    return replace(found, selections=(*found.selections, *added))

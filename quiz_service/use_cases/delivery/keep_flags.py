"""Open flags are counted along, so that no contest becomes final over them unnoticed (R2.11, I21)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import flags
from services.contracts.events import FlagsCounted


async def keep_flags(transaction: AsyncConnection, events: Sequence[FlagsCounted]) -> None:
    """The newest count of each contest."""
    newest = {event.contest_id: event for event in sorted(events, key=lambda event: event.version)}
    await flags.keep(transaction, [(each.contest_id, each.version, each.open) for each in newest.values()])

"""How many flags are open, for quiz: it asks before a contest is closed over them (R2.11)."""

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import flags
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import FlagsCounted


async def publish_flag_counts(transaction: AsyncConnection) -> None:
    """Write each number that changed to the outbox."""
    counts = await flags.take_counts(transaction)
    events = [FlagsCounted(event_id=uuid7(), contest_id=each, version=at, open=open_) for each, at, open_ in counts]
    await publish(transaction, outbox, events)

"""Quiz hears who has left a unit, so that a start by a token from before is told to refresh (R4.2)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.publishing import publish
from services.contracts.events import AttributionChanged
from services.directory.tables import outbox


async def publish_departures(transaction: AsyncConnection, left_at: Mapping[UUID, datetime]) -> None:
    events = [AttributionChanged(event_id=uuid7(), participant_id=each, changed_at=at) for each, at in left_at.items()]
    await publish(transaction, outbox, events)

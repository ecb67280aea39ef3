"""The other services hear whose account ended, so that they refuse the tokens that are still out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.publishing import publish
from services.contracts.events import ParticipantErased
from services.directory.tables import outbox


async def publish_erasures(transaction: AsyncConnection, ended: Mapping[UUID, datetime]) -> None:
    events = [ParticipantErased(event_id=uuid7(), participant_id=each, erased_at=at) for each, at in ended.items()]
    await publish(transaction, outbox, events)

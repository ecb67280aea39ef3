"""The other services hear whose account ended, so that they refuse the tokens that are still out."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.publishing import publish
from services.contracts.events import ParticipantErased, ParticipantsMerged
from services.directory.tables import outbox


async def publish_erasures(transaction: AsyncConnection, ended: Mapping[UUID, datetime]) -> None:
    events = [ParticipantErased(event_id=uuid7(), participant_id=each, erased_at=at) for each, at in ended.items()]
    await publish(transaction, outbox, events)


async def publish_merge(transaction: AsyncConnection, kept: UUID, gone: UUID, at: datetime) -> None:
    event = ParticipantsMerged(event_id=uuid7(), ended_id=gone, kept_id=kept, merged_at=at)
    await publish(transaction, outbox, [event])

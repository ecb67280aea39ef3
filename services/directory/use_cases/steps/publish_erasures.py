"""The other services hear who was erased, so that they refuse the tokens that are still out."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.chassis.publishing import publish
from services.contracts.events import ParticipantErased
from services.directory.tables import outbox


async def publish_erasures(transaction: AsyncConnection, participants: Iterable[UUID]) -> None:
    events = [ParticipantErased(event_id=uuid7(), participant_id=each) for each in participants]
    await publish(transaction, outbox, events)

"""Events that tell the other services who was erased, so that they refuse the tokens that are still out."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.contracts.events import ParticipantErased, encode
from services.directory.tables import outbox
from services.kit.outbox import StreamEntry, publish

STREAM = "directory.erasures"


async def publish_erasures(transaction: AsyncConnection, participants: Iterable[UUID]) -> None:
    events = [ParticipantErased(event_id=uuid7(), participant_id=each) for each in participants]
    await publish(transaction, outbox, [StreamEntry(STREAM, encode(event)) for event in events])

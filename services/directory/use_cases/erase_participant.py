from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.contracts.events import ParticipantErased, encode
from services.directory.queries.personal_data import delete_participant
from services.directory.tables import outbox
from services.kit.outbox import StreamEntry, publish

STREAM = "directory.erasures"


async def erase_participant(transaction: AsyncConnection, participant_id: UUID) -> None:
    """Forget who a participant is (R4.4); a repeat changes nothing.

    What they scored stays under an id that leads to nobody any more, so the totals of units stay true (I6).
    """
    if await delete_participant(transaction, participant_id):
        event = ParticipantErased(event_id=uuid7(), participant_id=participant_id)
        await publish(transaction, outbox, [StreamEntry(STREAM, encode(event))])

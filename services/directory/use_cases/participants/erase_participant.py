from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.erasures import keep
from services.directory.queries.participants import get_times
from services.directory.queries.personal_data import delete_participant
from services.directory.tables import erasures
from services.directory.use_cases.steps.publish_erasures import publish_erasures


async def erase_participant(transaction: AsyncConnection, participant_id: UUID) -> None:
    """Forget who a participant is (R4.4); a repeat changes nothing.

    What they scored stays under an id that leads to nobody any more, so the totals of units stay true (I6).
    """
    if await delete_participant(transaction, participant_id):
        now, _ = await get_times(transaction)
        ended = {participant_id: now}
        await keep(transaction, erasures, ended)
        await publish_erasures(transaction, ended)

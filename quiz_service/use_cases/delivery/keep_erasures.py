from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service import tables
from services.chassis import erasures
from services.contracts.events import ParticipantErased


async def keep_erasures(transaction: AsyncConnection, events: Iterable[ParticipantErased]) -> None:
    """Remember whose tokens are to be refused (R4.4). Their sessions stay: no row here says who they were."""
    await erasures.keep(transaction, tables.erasures, [event.participant_id for event in events])

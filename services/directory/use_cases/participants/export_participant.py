from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.queries import personal_data as queries
from services.kit.errors import Unauthenticated


async def export_participant(transaction: AsyncConnection, participant_id: UUID) -> Mapping[str, Any]:
    """All that the directory holds of a participant (R4.4). Raises `Unauthenticated` when it was erased."""
    participant = await queries.read_participant(transaction, participant_id)
    if participant is None:
        raise Unauthenticated
    return {"participant": dict(participant), **await queries.read_traces(transaction, participant_id)}

"""The sweep: sessions that nobody came back to are handed in at most 5 s after their deadline (R1.3, I3)."""

from quiz_service.queries import sessions
from services.kit.database import Database

BATCH = 500


async def hand_in_overdue(database: Database, grace_s: float) -> bool:
    """Settle one batch. True when there may be more at once."""
    return await sessions.hand_in_overdue(database, grace_s, BATCH) == BATCH

"""The record of the quiz looks itself over."""

from collections.abc import Sequence

from quiz_service.queries import verification
from services.kit.database import Database


async def verify(database: Database) -> Sequence[str]:
    """What is wrong with the record, in words; nothing when it is sound."""
    async with database.begin() as connection:
        breaches = await verification.count_breaches(connection)
    return [f"quiz: {rule} ({count} ×)" for rule, count in breaches.items() if count]

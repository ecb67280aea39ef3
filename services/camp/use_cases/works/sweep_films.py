"""Films that nobody will go on with, and those whose work or author is gone, leave the storage (R4.4, R6.11)."""

from services.camp.queries import films
from services.chassis.storage import Storage
from services.kit.database import Database


async def sweep_films(database: Database, storage: Storage) -> None:
    """A row goes with its transaction, its content afterwards: at worst a content stays that nothing refers to."""
    async with database.begin() as transaction:
        parts, digests = await films.sweep(transaction)
    if parts:
        await storage.drop_parts(parts)
    for digest in digests:
        await storage.drop(digest)

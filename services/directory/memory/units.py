"""All units in memory: lists and searches cost the database one look at a stamp."""

import asyncio
from uuid import UUID

from services.directory.domain.unit_search import UnitIndex
from services.directory.queries import units as queries
from services.kit.database import Database


class KnownUnits:
    """One per process. The database gives units a new stamp with every change, whoever made it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index = UnitIndex(())
        self._stamp: UUID | None = None
        self._reading = asyncio.Lock()

    async def newest(self) -> UnitIndex:
        """Units as they are now, read again where they have changed. Raises `Unavailable`."""
        stamp = await queries.read_stamp(self._database)
        if stamp != self._stamp:
            async with self._reading:
                if stamp != self._stamp:
                    # Read after the stamp, they are never older than it.
                    rows = await queries.read_units(self._database)
                    self._index = await asyncio.to_thread(lambda: UnitIndex(queries.units_of(rows)))
                    self._stamp = stamp
        return self._index

"""Which pictures there are, in memory: who tries out names costs no look into the database (R6.2)."""

import asyncio
import time

from quiz_service.queries import pictures
from services.kit.database import Database

REST_S = 0.25
"""Between two looks for names that are new, however many are asked for."""


class PictureNames:
    """One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names: frozenset[str] = frozenset()
        self._looked_at = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def hold(self, name: str) -> bool:
        """Whether there is such a picture, also one that was sent a moment ago: then this takes a little longer."""
        asked_at = time.monotonic()
        while name not in self._names and self._looked_at < asked_at:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.shield(self._looking)
        return name in self._names

    def forget(self, name: str) -> None:
        """It has been taken away."""
        self._names -= {name}

    async def _look(self) -> None:
        await asyncio.sleep(self._looked_at + REST_S - time.monotonic())
        began_at = time.monotonic()
        async with self._database.begin() as connection:
            self._names = await pictures.read_names(connection)
        self._looked_at = began_at

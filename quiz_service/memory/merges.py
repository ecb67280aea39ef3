"""Accounts that ended because they were one person with another, in memory: a look costs a start nothing (I19)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from quiz_service.queries.merges import read_since
from services.kit.database import Database

REFRESH_S = 0.5
LATEST_COMMIT = timedelta(minutes=1)
"""A row is dated when its transaction begins, and so may come to light after younger ones."""


class Merges:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._since = datetime.fromtimestamp(0, UTC)
        self._into: dict[UUID, UUID] = {}
        self._ended: dict[UUID, tuple[UUID, ...]] = {}

    def ended_into(self, participant_id: UUID) -> Sequence[UUID]:
        """The ended accounts of whoever goes on under this one, those of earlier merges included."""
        return self._ended.get(participant_id, ())

    async def refresh(self) -> float:
        """Read what is new. A background step: the seconds to rest."""
        found = await read_since(self._database, self._since)
        if any(self._into.get(ended) != kept for ended, kept, _ in found):
            self._into |= {ended: kept for ended, kept, _ in found}
            self._ended = self._by_survivor()
        if found:
            self._since = max(at for _, _, at in found) - LATEST_COMMIT
        return REFRESH_S

    def _by_survivor(self) -> dict[UUID, tuple[UUID, ...]]:
        by_survivor: dict[UUID, list[UUID]] = {}
        for ended in self._into:
            survivor, seen = ended, {ended}
            while survivor in self._into and self._into[survivor] not in seen:
                survivor = self._into[survivor]
                seen.add(survivor)
            by_survivor.setdefault(survivor, []).append(ended)
        return {survivor: tuple(each for each in ended if each != survivor) for survivor, ended in by_survivor.items()}

"""What the use cases of a quiz process work with: database, catalogue, clock, keys and the three group committers."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from quiz_service.domain.rules import LONGEST_SESSION_S
from quiz_service.domain.session import Session
from quiz_service.memory.catalogue import Catalogue
from quiz_service.memory.merges import Merges
from quiz_service.queries import hot_path
from quiz_service.queries.hot_path import HandIn, Save, Saved, Start, Started
from quiz_service.tables import outdated_tokens
from services.chassis.clock import EstimatedClock
from services.chassis.erasures import Erased
from services.contracts.buckets import milliseconds_of
from services.kit.database import Database
from services.kit.group_commit import GroupCommit

HandedIn = tuple[datetime, Session | None]

NEAR_MS = 2 * LONGEST_SESSION_S * 1000
"""Whatever runs was started nearer to now than this, and the clock of this process may be somewhat wrong."""


class QuizEngine:
    """One per process. `secret` is 32 bytes shared by all quiz processes: option tokens and draws depend on it."""

    def __init__(self, database: Database, secret: bytes, *, start_queue: int) -> None:
        self.database = database
        self.clock = EstimatedClock()
        self.catalogue = Catalogue(database, self.clock)
        self.merges = Merges(database)
        self.outdated = Erased(database, outdated_tokens)
        self.option_key = _derive(secret, b"option tokens")
        self._draw_secret = _derive(secret, b"draw")
        self._draw_keys: dict[str, bytes] = {}
        self.starts = GroupCommit[Start, Started](
            "start", self._start, lambda start: start.session_id, most_waiting=start_queue
        )
        self._saves = GroupCommit[Save, Saved]("save", self._save, lambda save: save.session_id)
        self._hand_ins = GroupCommit[HandIn, HandedIn]("hand_in", self._hand_in, lambda hand_in: hand_in.session_id)

    def draw_key(self, contest_id: str) -> bytes:
        """Differs by contest, so that a participant meets each contest's bank in another order."""
        if contest_id not in self._draw_keys:
            self._draw_keys[contest_id] = _derive(self._draw_secret, contest_id.encode())
        return self._draw_keys[contest_id]

    async def save(self, save: Save, arrived: float) -> Saved:
        if self._is_near(save.session_id):
            return await self._saves.submit(save, arrived)
        return (await self._save([save], [arrived]))[0]

    async def hand_in(self, hand_in: HandIn, arrived: float) -> HandedIn:
        if self._is_near(hand_in.session_id):
            return await self._hand_ins.submit(hand_in, arrived)
        return (await self._hand_in([hand_in], [arrived]))[0]

    def _is_near(self, session_id: UUID) -> bool:
        """Whether it may share a batch: ids from anywhere would have everybody's statement name many days."""
        return abs(milliseconds_of(session_id) - self.clock.milliseconds()) < NEAR_MS

    async def drain(self) -> None:
        for committer in (self.starts, self._saves, self._hand_ins):
            await committer.drain()

    async def _start(self, starts: Sequence[Start], arrivals: Sequence[float]) -> list[Started]:
        started = await hot_path.start(self.database, starts, arrivals)
        self.clock.adjust(started[0].now)
        return started

    async def _save(self, saves: Sequence[Save], arrivals: Sequence[float]) -> list[Saved]:
        return await hot_path.save(self.database, saves, arrivals)

    async def _hand_in(self, hand_ins: Sequence[HandIn], arrivals: Sequence[float]) -> list[HandedIn]:
        return await hot_path.hand_in(self.database, hand_ins, arrivals)


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return hmac.new(secret, purpose, hashlib.sha256).digest()

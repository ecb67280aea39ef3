"""What the use cases of a quiz process work with: database, catalogue, clock, keys and the three group committers."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from quiz_service.domain.session import Session
from quiz_service.memory.catalogue import Catalogue
from quiz_service.memory.merges import Merges
from quiz_service.queries import hot_path
from quiz_service.queries.hot_path import HandIn, Save, Saved, Start, Started
from quiz_service.tables import outdated_tokens
from services.chassis.clock import EstimatedClock
from services.chassis.erasures import Erased
from services.kit.database import Database
from services.kit.group_commit import GroupCommit

HandedIn = tuple[datetime, Session | None]


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
        self.saves = GroupCommit[Save, Saved]("save", self._save, lambda save: save.session_id)
        self.hand_ins = GroupCommit[HandIn, HandedIn]("hand_in", self._hand_in, lambda hand_in: hand_in.session_id)

    def draw_key(self, contest_id: str) -> bytes:
        """Differs by contest, so that a participant meets each contest's bank in another order."""
        if contest_id not in self._draw_keys:
            self._draw_keys[contest_id] = _derive(self._draw_secret, contest_id.encode())
        return self._draw_keys[contest_id]

    async def drain(self) -> None:
        for committer in (self.starts, self.saves, self.hand_ins):
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

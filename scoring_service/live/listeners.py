"""Boards that tell their listeners what changed (R2.9): one look for all, one event for all of a board."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prometheus_client import Gauge

from scoring_service.live.board_cache import BoardCache
from scoring_service.use_cases.steps.read_board import Board
from scoring_service.wire.boards import board_event, board_rows
from scoring_service.wire.parameters import DEFAULT_LIMIT, BoardQuery
from services.kit import etag, event_stream
from services.kit.errors import NotFound, Unavailable
from services.kit.event_stream import EventStream, Listener

LOOK_EVERY_S = 0.25
HEARTBEAT_EVERY_S = 15.0
MOST_LISTENERS = 10_000
MOST_TOPICS = 200
"""A change of totals reads each of them again."""
RETRY_AFTER_S = 10

LISTENERS = Gauge("contest_listeners", "Who listens to live boards")


@dataclass(frozen=True)
class State:
    """A board as it was last told, its rows by unit."""

    board: Board
    rows: Mapping[str, bytes]
    event_id: str

    @classmethod
    def of(cls, board: Board) -> "State":
        rows = board_rows(board)
        return cls(board, rows, f"{board.version}-{etag.of(b''.join(rows.values()))[1:9]}")

    @property
    def whole(self) -> bytes:
        return event_stream.event("board", board_event(self.board, list(self.rows.values())), self.event_id)

    def change_since(self, before: "State") -> bytes:
        """The rows that differ; the whole board where units came or went."""
        if before.rows.keys() != self.rows.keys():
            return self.whole
        changed = [row for code, row in self.rows.items() if row != before.rows[code]]
        return event_stream.event("change", board_event(self.board, changed), self.event_id)


@dataclass
class Topic:
    """One board with those who listen to it. It is read for the first of them."""

    contest_id: str
    entry: str
    question: BoardQuery
    listeners: set[Listener] = field(default_factory=set)
    state: State | None = None

    def tell(self, content: bytes) -> None:
        for listener in self.listeners:
            listener.offer(content)


class LiveBoards:
    """One per process. What a change costs grows with the boards that are listened to; a listener adds its bytes."""

    def __init__(self, boards: BoardCache) -> None:
        self._boards = boards
        self._topics: dict[tuple[str, str, BoardQuery], Topic] = {}
        self._count = 0
        self._heartbeat_at = time.monotonic()
        self._is_over = False
        LISTENERS.set_function(lambda: self._count)

    async def listen(self, contest_id: str, entry: str, question: BoardQuery, last_event_id: str | None) -> EventStream:
        """The present state first, unless `last_event_id` names it; then each change.

        Raises `ContestNotFound`, `BoardNotFound`, `UnitNotFound`, and `Unavailable` when there are too many.
        """
        key = contest_id, entry, replace(question, limit=DEFAULT_LIMIT, offset=0)
        is_full = self._count >= MOST_LISTENERS or (key not in self._topics and len(self._topics) >= MOST_TOPICS)
        if self._is_over or is_full:
            raise Unavailable(retry_after_s=RETRY_AFTER_S)
        topic = self._topics.get(key) or Topic(contest_id, entry, question)
        state = await self._look(topic)
        # Another first listener may have made the topic meanwhile, and its listeners been told more.
        topic = self._topics.setdefault(key, topic)
        state = topic.state or state
        listener = Listener()
        if state.event_id != last_event_id:
            listener.offer(state.whole)
        topic.listeners.add(listener)
        self._count += 1

        def leave() -> None:
            topic.listeners.discard(listener)
            self._count -= 1
            if not topic.listeners and self._topics.get(key) is topic:
                del self._topics[key]

        return EventStream(listener, leave)

    async def step(self) -> float:
        """Look at every board that somebody listens to, and tell what changed."""
        for topic in list(self._topics.values()):
            try:
                await self._look(topic)
            except NotFound:
                for listener in topic.listeners:
                    listener.end()
            except Unavailable:
                continue
        if time.monotonic() - self._heartbeat_at >= HEARTBEAT_EVERY_S:
            self._heartbeat_at = time.monotonic()
            for topic in self._topics.values():
                topic.tell(event_stream.HEARTBEAT)
        return LOOK_EVERY_S

    def end(self) -> None:
        """Let everybody go; they come back to another process."""
        self._is_over = True
        for topic in self._topics.values():
            for listener in topic.listeners:
                listener.end()

    async def _look(self, topic: Topic) -> State:
        seen = await self._boards.contest(topic.contest_id, topic.entry)
        board = await self._boards.board(topic.contest_id, topic.entry, seen, topic.question)
        before = topic.state
        # Of two that look at the same time, the one with the older board has nothing to tell.
        if before is not None and (board is before.board or not board.marks.is_as_new_as(before.board.marks)):
            return before
        state = topic.state = State.of(board)
        if before is not None and state.event_id != before.event_id:
            topic.tell(state.change_since(before))
        return state

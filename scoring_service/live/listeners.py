"""Boards that tell their listeners what changed (R2.9): one look for all, one event for all of a board."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prometheus_client import Gauge

from scoring_service.domain.ranking import Metric, Period
from scoring_service.live.board_cache import BoardCache
from scoring_service.live.places import RETRY_AFTER_S, Places, Size
from scoring_service.use_cases.steps.read_board import Board
from scoring_service.wire.boards import board_event, board_rows
from scoring_service.wire.parameters import DEFAULT_LIMIT, BoardQuery
from services.contracts.grants import ENTERPRISES, NATION
from services.kit import etag, event_stream
from services.kit.errors import NotFound, Unavailable
from services.kit.event_stream import EventStream, Listener

LOOK_EVERY_S = 0.25
HEARTBEAT_EVERY_S = 15.0
ROOTS = (None, NATION, ENTERPRISES)
"""Whose boards are the nation's."""

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
        self._places = Places()
        self._heartbeat_at = time.monotonic()
        self._is_over = False
        LISTENERS.set_function(lambda: sum(len(topic.listeners) for topic in self._topics.values()))

    async def listen(
        self, contest_id: str, entry: str, question: BoardQuery, last_event_id: str | None, address: str
    ) -> EventStream:
        """The present state first, unless `last_event_id` names it; then each change.

        `address` is the listener's. Raises `ContestNotFound`, `BoardNotFound`, `UnitNotFound`, and `Unavailable` when
        there are too many.
        """
        if self._is_over:
            raise Unavailable(retry_after_s=RETRY_AFTER_S)
        key = contest_id, entry, replace(question, limit=DEFAULT_LIMIT, offset=0, mark=None)
        size = await self._size(contest_id, entry, question)
        give_back = self._places.take(key, size, (contest_id, entry, question.parent), address)
        topic = self._topics.get(key) or Topic(contest_id, entry, question)
        try:
            state = await self._look(topic)
        except BaseException:
            give_back()
            raise
        # Another first listener may have made the topic meanwhile, and its listeners been told more.
        topic = self._topics.setdefault(key, topic)
        state = topic.state or state
        listener = Listener()
        if state.event_id != last_event_id:
            listener.offer(state.whole)
        topic.listeners.add(listener)

        def leave() -> None:
            topic.listeners.discard(listener)
            give_back()
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

    async def _size(self, contest_id: str, entry: str, question: BoardQuery) -> Size:
        """Of the board as it is now; those of past days are small."""
        if question.day is not None:
            return Size.SMALLER
        if question.parent in ROOTS:
            return Size.NATION
        top = replace(question, parent=None, metric=Metric.POINTS, period=Period.TOTAL)
        seen = await self._boards.contest(contest_id, entry)
        provinces = (await self._boards.board(contest_id, entry, seen, top)).items
        return Size.PROVINCE if any(each.unit.code == question.parent for each in provinces) else Size.SMALLER

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

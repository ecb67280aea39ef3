"""Boards held in memory: read again only when something under them changed, once for all who ask (R2.9)."""

import time
from dataclasses import dataclass, field

from prometheus_client import Gauge

from scoring_service.domain.errors import BoardNotFound, ContestNotFound
from scoring_service.domain.ranking import BoardKey, Period
from scoring_service.domain.weeks import monday_of
from scoring_service.queries.state import ContestState, read_state
from scoring_service.use_cases.steps.read_board import Board, read_board
from scoring_service.wire.boards import board_reply
from scoring_service.wire.parameters import BoardQuery
from services.chassis.clock import EstimatedClock
from services.kit import etag
from services.kit.database import Database
from services.kit.snapshots import Snapshots

LOOK_EVERY_S = 0.25
KEPT_CONTESTS = 256
KEPT_BOARDS = 1_000
KEPT_PAGES = 64
LOADS_AT_ONCE = 2
BOARD_AGE = Gauge("contest_board_age_seconds", "How old the boards were that this process showed last")


@dataclass(frozen=True)
class Page:
    body: bytes
    etag: str


@dataclass(frozen=True)
class Seen:
    """A contest's state and when this process read it, by the monotonic clock."""

    state: ContestState
    at: float

    @property
    def age_s(self) -> float:
        """Seconds since the ledger had everything of its stream, as far as this process knows."""
        return self.state.behind_s + time.monotonic() - self.at


@dataclass(frozen=True)
class Shelf:
    """A board and the pages of it that were asked for."""

    board: Board
    pages: dict[tuple[int, int, bool], Page] = field(default_factory=dict)

    def page(self, question: BoardQuery) -> Page:
        limit, offset = question.limit, question.offset
        moved = question.mark not in (None, self.board.mark)
        page = self.pages.get((limit, offset, moved))
        if page is None:
            body = board_reply(self.board, limit, offset, moved=moved)
            page = Page(body, etag.of(body))
            if len(self.pages) >= KEPT_PAGES:
                self.pages.clear()
            self.pages[limit, offset, moved] = page
        return page


class BoardCache:
    """One per process. While PostgreSQL is away the last pages are shown and their age grows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = EstimatedClock()
        self._seen = Snapshots[str, Seen](self._look, kept=KEPT_CONTESTS, at_once=LOADS_AT_ONCE)
        self._shelves = Snapshots[BoardKey, Shelf](self._read, kept=KEPT_BOARDS, at_once=LOADS_AT_ONCE)

    async def contest(self, contest_id: str, entry: str) -> Seen:
        """Raises `ContestNotFound`, and `BoardNotFound` for an entry that the contest does not offer."""
        seen = await self._seen.get(contest_id, lambda seen: time.monotonic() - seen.at < LOOK_EVERY_S)
        if entry not in seen.state.entries:
            raise BoardNotFound
        return seen

    async def page(self, contest_id: str, entry: str, seen: Seen, question: BoardQuery) -> Page:
        shelf = await self._shelf(contest_id, entry, seen, question)
        return shelf.page(question)

    async def board(self, contest_id: str, entry: str, seen: Seen, question: BoardQuery) -> Board:
        return (await self._shelf(contest_id, entry, seen, question)).board

    async def close(self) -> None:
        await self._seen.close()
        await self._shelves.close()

    async def _shelf(self, contest_id: str, entry: str, seen: Seen, question: BoardQuery) -> Shelf:
        day = None
        if question.period is not Period.TOTAL:
            day = question.day or self._clock.day(seen.state.time_zone)
            day = monday_of(day) if question.period is Period.WEEK else day
        key = BoardKey(contest_id, entry, question.parent, question.metric, question.period, day)
        marks = seen.state.marks
        return await self._shelves.get(key, lambda shelf: shelf.board.marks.is_as_new_as(marks))

    async def _look(self, contest_id: str) -> Seen:
        at = time.monotonic()
        state = await read_state(self._database, contest_id)
        if state is None:
            raise ContestNotFound
        self._clock.adjust(state.now)
        BOARD_AGE.set(state.behind_s)
        return Seen(state, at)

    async def _read(self, key: BoardKey) -> Shelf:
        async with self._database.begin() as transaction:
            return Shelf(await read_board(transaction, key))

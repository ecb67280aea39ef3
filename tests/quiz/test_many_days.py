"""What a statement locks does not grow with the days that partitions cover, empty ones least of all (R1.5)."""

import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils.compat
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.queries import delivery, hot_path, learning, sessions, statistics
from quiz_service.queries.catalogue import create_partitions
from quiz_service.queries.hot_path import HandIn, Save, Start
from services.contracts.buckets import bucket_of
from services.kit.database import Database
from tests.quiz.quiz_system import QuizSystem

LOCKED = (
    "SELECT count(DISTINCT relation) FROM pg_locks JOIN pg_class ON pg_class.oid = relation "
    "WHERE pid = pg_backend_pid() AND relnamespace = 'quiz'::regnamespace"
)
WINDOW = timedelta(days=10)


class Watched(Database):
    """Counts the relations of the quiz, indexes too, that each hot statement has locked when it ends."""

    locked = 0

    async def fetch(self, statement: str, *values: object) -> Sequence[Any]:
        [connection] = self._held
        async with connection.transaction():
            rows: Sequence[Any] = await connection.fetch(statement, *values)
            self.locked += await connection.fetchval(LOCKED)
        return rows


@dataclass
class Player:
    """Somebody who plays today."""

    contest: Contest
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    session_id: uuid.UUID = field(default_factory=uuid_utils.compat.uuid7)

    @property
    def start(self) -> Start:
        day = self.contest.day_of(datetime.now(UTC))
        return Start(self.session_id, self.contest, day, self.id, 1, "region", ["CN"], "中国", [1], [1], 0)


async def test_no_statement_locks_more_where_partitions_cover_more_days(quiz: QuizSystem, postgres_url: str) -> None:
    """31 days, and 461: contests are written from two months back to more than a year ahead."""
    contest = await quiz.app.state.process.engine.catalogue.contest(await quiz.contest())
    database = Watched(postgres_url, application_name="many-days", hot_connections=1)
    await database.open()
    await sessions.hand_in_overdue(database, 2.0, 500)  # the first look is at all days

    await partitioned(database, 15, 15)
    few = await planned_and_played(database, contest)
    await partitioned(database, 60, 400)
    many = await planned_and_played(database, contest)
    await database.close()

    assert min(few.values()) > 0
    assert many == few


async def partitioned(database: Database, before: int, after: int) -> None:
    """In steps that a statement has time for."""
    today = datetime.now(UTC).date()
    for first in range(-before, after + 1, 20):
        last = min(first + 19, after)
        async with database.begin() as connection:
            await create_partitions(connection, today + timedelta(days=first), today + timedelta(days=last))


async def planned_and_played(database: Watched, contest: Contest) -> dict[str, int]:
    """The second time, when no plan is made any more, which looks at more than the statement."""
    await play(database, Player(contest))
    return await play(database, Player(contest))


async def play(database: Watched, player: Player) -> dict[str, int]:
    """A session from its start until everything that follows has been done; by step, how many relations it locked."""
    save = Save(player.session_id, player.id, 1, 1, has_several=False, revision=None)
    hand_in = HandIn(player.session_id, player.id, [1], 0, "")
    day = player.start.expected_day
    now = time.monotonic()
    return {
        "start": await hot(database, hot_path.start(database, [player.start], [now])),
        "save": await hot(database, hot_path.save(database, [save], [now])),
        "look at the day": await hot(database, sessions.read_of_day(database, player.contest.id, day, player.id)),
        "hand in": await hot(database, hot_path.hand_in(database, [hand_in], [now])),
        "look at the result": await hot(database, sessions.read(database, player.session_id, player.id)),
        "sweep": await hot(database, sessions.hand_in_overdue(database, 2.0, 500)),
        "relay": await in_transaction(database, lambda c: delivery.claim_finished(c, 10)),
        "count answers": await in_transaction(database, lambda c: statistics.claim_uncounted(c, 10)),
        "digest": await in_transaction(
            database, lambda c: delivery.read_digests(c, bucket_of(player.session_id), None)
        ),
        "send again": await in_transaction(
            database, lambda c: delivery.send_again(c, player.contest.id, bucket_of(player.session_id))
        ),
        "own sessions": await in_transaction(
            database,
            lambda c: learning.read_own_sessions(c, player.id, [learning.Window(player.contest.id, day - WINDOW, day)]),
        ),
    }


async def hot(database: Watched, step: Awaitable[object]) -> int:
    database.locked = 0
    await step
    return database.locked


async def in_transaction(database: Database, step: Callable[[AsyncConnection], Awaitable[object]]) -> int:
    async with database.begin() as connection:
        await step(connection)
        return int((await connection.execute(text(LOCKED))).scalar_one())

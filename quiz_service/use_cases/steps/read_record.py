"""What a participant may learn from, and what must stay closed for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.catalogue import read_contests
from quiz_service.queries.learning import Window, read_own_sessions
from quiz_service.use_cases.steps.settle_overdue import settle_overdue
from services.chassis.clock import contest_now


@dataclass(frozen=True)
class Record:
    """Finished sessions of the contest that was asked for, and running ones of every contest."""

    finished: Sequence[Session]
    running: Sequence[Session]


async def read_record(
    engine: QuizEngine, connection: AsyncConnection, participant_id: UUID, contest: Contest | None
) -> Record:
    """The record in one contest or in all. One statement reads both parts, so no session can be in neither (I7).

    The contests come from the database: a process may not have heard yet of one that somebody is in.
    """
    now = await contest_now(connection)
    windows = [
        Window(each.id, each.first_day, each.last_day)
        if contest is None or each.id == contest.id
        else _days_of_running(each, now)
        for each in await read_contests(connection)
    ]
    windows = [window for window in windows if window.first_day <= window.last_day]
    sessions = await read_own_sessions(connection, participant_id, windows)
    sessions = [await settle_overdue(engine, session, now) for session in sessions]
    return Record(
        finished=[each for each in sessions if each.is_finished and (contest is None or each.contest_id == contest.id)],
        running=[each for each in sessions if not each.is_finished],
    )


def _days_of_running(contest: Contest, now: datetime) -> Window:
    """The days on which a session that still has time can have started."""
    earliest = contest.day_of(now - timedelta(seconds=contest.rules.time_limit_seconds))
    return Window(contest.id, max(contest.first_day, earliest), min(contest.last_day, contest.day_of(now)))

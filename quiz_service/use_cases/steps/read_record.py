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
    """`shown` are finished sessions of the contest that was asked for whose keys are shown.

    `closed` are sessions of every contest that run, or whose keys are shown when their day has ended (I7).
    """

    shown: Sequence[Session]
    closed: Sequence[Session]


async def read_record(
    engine: QuizEngine, connection: AsyncConnection, participant_id: UUID, contest: Contest | None
) -> Record:
    """The record in one contest or in all. One statement reads both parts, so no session can be in neither (I7).

    The contests come from the database: a process may not have heard yet of one that somebody is in.
    """
    now = await contest_now(connection)
    by_id = {each.id: each for each in await read_contests(connection)}
    windows = [
        Window(each.id, each.first_day, each.last_day)
        if contest is None or each.id == contest.id
        else _days_of_running(each, now)
        for each in by_id.values()
    ]
    windows = [window for window in windows if window.first_day <= window.last_day]
    sessions = [
        await settle_overdue(engine, session, now)
        for person in (participant_id, *engine.merges.ended_into(participant_id))
        for session in await read_own_sessions(connection, person, windows)
    ]
    closed = [each for each in sessions if not each.is_finished or _is_secret(by_id[each.contest_id], each, now)]
    shown = [each for each in sessions if each not in closed and (contest is None or each.contest_id == contest.id)]
    return Record(shown, closed)


def _is_secret(contest: Contest, session: Session, now: datetime) -> bool:
    reveal_at = contest.reveal_at(session.contest_day)
    return reveal_at is not None and now < reveal_at


def _days_of_running(contest: Contest, now: datetime) -> Window:
    """The days on which a session that still has time can have started."""
    earliest = contest.day_of(now - timedelta(seconds=contest.rules.time_limit_seconds))
    return Window(contest.id, max(contest.first_day, earliest), min(contest.last_day, contest.day_of(now)))

"""What a participant may do in a contest today."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.sessions import read_of_day
from quiz_service.use_cases.steps.settle_overdue import settle_overdue


@dataclass(frozen=True)
class Today:
    """`state` is open, in_progress, done or closed; `session_id` the running session or today's last one."""

    state: str
    now: datetime
    session_id: UUID | None = None
    next_session_at: datetime | None = None


async def read_today(engine: QuizEngine, contest: Contest, participant_id: UUID, now: datetime) -> Today:
    day = contest.day_of(now)
    todays = await read_of_day(engine.database, contest.id, day, participant_id)
    todays = [await settle_overdue(engine, session, now) for session in todays]
    running = next((session for session in todays if not session.is_finished), None)
    last_id = todays[-1].id if todays else None
    if running is not None:
        return Today("in_progress", now, running.id)
    if not contest.is_open(now):
        opens_at = contest.opens_at.astimezone(contest.zone) if now < contest.opens_at else None
        return Today("closed", now, last_id, opens_at)
    if len(todays) >= contest.rules.sessions_per_day:
        return Today("done", now, last_id, contest.next_session_at(day))
    return Today("open", now, last_id)

"""What a participant may do in a contest today (R1.5, R1.13)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_current import read_current


@dataclass(frozen=True)
class Today:
    """`state` is open, in_progress, done or closed; `session_id` the running session or today's last one.

    `done` is today's last session where nothing more can be started. `running` may have begun yesterday.
    """

    state: str
    now: datetime
    session_id: UUID | None = None
    next_session_at: datetime | None = None
    done: Session | None = None
    running: Session | None = None


async def read_today(engine: QuizEngine, contest: Contest, participant_id: UUID, now: datetime) -> Today:
    current = await read_current(engine, contest, participant_id, now)
    todays, running = current.todays, current.running
    last = todays[-1] if todays else None
    last_id = last.id if last is not None else None
    if running is not None and running in todays:
        return Today("in_progress", now, running.id, running=running)
    if not contest.is_open(now):
        opens_at = contest.opens_at.astimezone(contest.zone) if now < contest.opens_at else None
        return Today("closed", now, last_id, opens_at, running=running)
    if len(todays) >= contest.rules.sessions_per_day:
        next_at = contest.next_session_at(contest.day_of(now))
        return Today("done", now, last_id, next_at, done=last, running=running)
    return Today("open", now, last_id, running=running)

"""A participant's sessions of the day, and the one that runs, whichever day it began on (R1.5, R1.13, I19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.sessions import read_of_day
from quiz_service.use_cases.steps.settle_overdue import settle_overdue


@dataclass(frozen=True)
class Current:
    """Overdue sessions are settled. `todays` are in the order in which they were started."""

    todays: Sequence[Session]
    running: Session | None


async def read_current(engine: QuizEngine, contest: Contest, participant_id: UUID, now: datetime) -> Current:
    """What the person has in this contest, under the account that asks and under those that were merged into it."""
    today = contest.day_of(now)
    earlier = contest.day_of(now - timedelta(seconds=contest.rules.time_limit_seconds))
    found: list[Session] = []
    for person in (*engine.merges.ended_into(participant_id), participant_id):
        for day in sorted({earlier, today}):
            found += await read_of_day(engine.database, contest.id, day, person)
    found = [await settle_overdue(engine, session, now) for session in found]
    running = next((session for session in reversed(found) if not session.is_finished), None)
    return Current([session for session in found if session.contest_day == today], running)

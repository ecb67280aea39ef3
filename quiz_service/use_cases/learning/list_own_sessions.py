"""A participant looks back over the own sessions (R1.11)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.learning import Place
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.catalogue import read_contests
from quiz_service.queries.learning import Window, read_own_sessions
from quiz_service.use_cases.steps.settle_overdue import settle_overdue
from services.chassis.clock import contest_now


async def list_own_sessions(
    engine: QuizEngine,
    connection: AsyncConnection,
    participant_id: UUID,
    contest: Contest | None,
    before: Place | None,
    limit: int,
) -> Sequence[Session]:
    """Up to `limit` sessions of one contest or of all, the newest first, overdue ones settled (I3)."""
    now = await contest_now(connection)
    contests = await read_contests(connection) if contest is None else [contest]
    windows = [_window(each, before) for each in contests]
    found = [
        session
        for person in (participant_id, *engine.merges.ended_into(participant_id))
        for session in await read_own_sessions(connection, person, windows, before=before, limit=limit)
    ]
    found.sort(key=lambda session: (session.started_at, session.id), reverse=True)
    return [await settle_overdue(engine, session, now) for session in found[:limit]]


def _window(contest: Contest, before: Place | None) -> Window:
    last_day = contest.last_day if before is None else min(contest.last_day, contest.day_of(before.started_at))
    return Window(contest.id, contest.first_day, last_day)

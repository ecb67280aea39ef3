"""A participant comes back to the own session, or looks at its result."""

from datetime import datetime
from uuid import UUID

from quiz_service.domain.errors import SessionNotFound
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.sessions import read
from quiz_service.use_cases.steps.settle_overdue import settle_overdue


async def read_session(engine: QuizEngine, session_id: UUID, participant_id: UUID) -> tuple[datetime, Session]:
    """The clock and the session, settled if overdue. Raises `SessionNotFound` for another's as for an unknown one."""
    now, session = await read(engine.database, session_id, participant_id)
    for ended in engine.merges.ended_into(participant_id) if session is None else ():
        now, session = await read(engine.database, session_id, ended)
        if session is not None:
            break
    if session is None:
        raise SessionNotFound
    return now, await settle_overdue(engine, session, now)


async def account_of(engine: QuizEngine, session_id: UUID, participant_id: UUID) -> UUID:
    """The account that the session was started under: another one only where it has ended in the caller's (I19)."""
    if not engine.merges.ended_into(participant_id):
        return participant_id
    _, session = await read_session(engine, session_id, participant_id)
    return session.participant_id

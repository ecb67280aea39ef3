"""A session whose time is up is handed in the moment anybody looks at it (R1.3, I3)."""

import time
from datetime import datetime

from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine
from quiz_service.queries.hot_path import HandIn
from quiz_service.queries.sessions import read


async def settle_overdue(engine: QuizEngine, session: Session, now: datetime) -> Session:
    """The session as it is, or its result when its deadline has passed."""
    if not session.is_overdue(now):
        return session
    hand_in = HandIn(session.id, session.participant_id, given=(), several=0, traceparent="")
    _, settled = await engine.hand_in(hand_in, time.monotonic())
    if settled is None:
        _, settled = await read(engine.database, session.id, session.participant_id)
    return settled or session

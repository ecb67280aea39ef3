"""Sessions position by position, each with the revision of the question that was asked."""

from collections.abc import Sequence

from quiz_service.domain.learning import Asked, Place
from quiz_service.domain.session import Session
from quiz_service.memory.engine import QuizEngine


async def recall(engine: QuizEngine, sessions: Sequence[Session]) -> list[Asked]:
    """Call it outside a transaction: a revision that is not in memory is read on another connection."""
    recalled = []
    for session in sessions:
        contest = await engine.catalogue.contest(session.contest_id)
        questions = await engine.catalogue.questions(session.paper)
        for position, (prepared, chosen) in enumerate(zip(questions, session.answers, strict=True), 1):
            place = Place(session.started_at, session.id, position)
            recalled.append(Asked(place, session.contest_day, contest.bank_id, prepared.question, chosen))
    return recalled

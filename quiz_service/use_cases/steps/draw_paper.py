"""The paper of a participant's session, by day and number (R1.8)."""

from datetime import date
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestOutOfQuestions
from quiz_service.domain.paper import Paper
from quiz_service.memory.catalogue import PreparedQuestion
from quiz_service.memory.engine import QuizEngine


def draw_paper(
    engine: QuizEngine, contest: Contest, participant_id: UUID, day: date, ordinal: int
) -> list[PreparedQuestion]:
    """The same for the same arguments, while the bank stays as it is. Raises `ContestOutOfQuestions`."""
    bank = engine.catalogue.banks[contest.bank_id]
    key = engine.draw_key(contest.id)
    before = contest.sessions_before(day, ordinal)
    drawn = Paper(bank.sources(contest, day, key), key, participant_id, bank.enemies).ids(before)
    if drawn is None or len(drawn) < contest.rules.questions_per_session:
        raise ContestOutOfQuestions
    return [bank.prepared[question_id] for question_id in drawn]

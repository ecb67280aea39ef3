"""The paper of a participant's session, by day and number (R1.8)."""

from datetime import date
from uuid import UUID

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestOutOfQuestions
from quiz_service.memory.catalogue import PreparedQuestion
from quiz_service.memory.engine import QuizEngine


def draw_paper(
    engine: QuizEngine, contest: Contest, participant_id: UUID, day: date, ordinal: int
) -> list[PreparedQuestion]:
    """The same for the same arguments, while the bank stays as it is. Raises `ContestOutOfQuestions`."""
    bank = engine.catalogue.banks[contest.bank_id]
    key = engine.draw_key(contest.id)
    before = contest.sessions_before(day, ordinal)
    paper: list[PreparedQuestion] = []
    for ring, count in bank.papers(contest, day, key):
        drawn = ring.draw(key, participant_id, before * count, count)
        if drawn is None:
            raise ContestOutOfQuestions
        paper += [bank.prepared[question_id] for question_id in drawn]
    if len(paper) < contest.rules.questions_per_session:
        raise ContestOutOfQuestions
    return paper

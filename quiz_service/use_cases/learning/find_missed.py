"""Which question of the wrong-question book a participant means (R1.11)."""

from collections.abc import Collection

from quiz_service.domain.bank_errors import QuestionNotFound
from quiz_service.domain.learning import wrong_book
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_record import Record
from quiz_service.use_cases.steps.recall import recall


async def find_missed(engine: QuizEngine, record: Record, question_id: str) -> Collection[tuple[str, str]]:
    """Bank and id, once for every bank in which it was missed. Raises `QuestionNotFound` where it never was."""
    missed = wrong_book(await recall(engine, record.shown))
    found = {(each.last.bank_id, each.last.question.id) for each in missed if each.last.question.id == question_id}
    if not found:
        raise QuestionNotFound
    return found

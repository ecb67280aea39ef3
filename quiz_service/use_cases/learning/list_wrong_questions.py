"""The wrong-question book: what a participant answered wrongly or left out, to be learnt (R1.11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from quiz_service.domain.learning import Missed, Place, Withheld, wrong_book
from quiz_service.domain.question import Question
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_record import Record
from quiz_service.use_cases.steps.recall import recall


async def list_wrong_questions(
    engine: QuizEngine,
    record: Record,
    crossed_out: Mapping[tuple[str, str], datetime],
    before: Place | None,
    limit: int,
) -> Sequence[tuple[Missed, Question]]:
    """Up to `limit` misses, the latest first, each with the question as its bank holds it today.

    What stands in a running session is left out until that one ends (I7). So is a question that has left its bank:
    nobody should learn what was withdrawn. What was crossed out is left out until it is missed again.
    """
    withheld = Withheld(await recall(engine, record.closed))
    found = []
    for missed in wrong_book(await recall(engine, record.shown)):
        last = missed.last
        question = engine.catalogue.banks[last.bank_id].by_id.get(last.question.id)
        is_later = before is not None and last.place >= before
        crossed_out_at = crossed_out.get((last.bank_id, last.question.id))
        if crossed_out_at is not None and last.place.started_at <= crossed_out_at:
            continue
        if question is not None and not is_later and not withheld.hides(last.bank_id, question):
            found.append((missed, question))
    return found[:limit]

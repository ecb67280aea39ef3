"""A participant practises: questions with their answers, never scored (R1.11, docs/decisions/0009)."""

from collections.abc import Sequence
from random import Random

from quiz_service.domain.contest import Contest
from quiz_service.domain.learning import Withheld
from quiz_service.domain.question import Question
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_record import Record
from quiz_service.use_cases.steps.recall import recall


async def practise(
    engine: QuizEngine, record: Record, contest: Contest, category: str | None, count: int, random: Random
) -> Sequence[Question]:
    """Up to `count` different questions that the participant has met in finished sessions of this contest.

    None of them stands in a running session (I7). Fewer, or none, when fewer were met.
    """
    withheld = Withheld(await recall(engine, record.closed))
    met = {asked.question.id for asked in await recall(engine, record.shown)}
    pool = [
        question
        for name, question in engine.catalogue.banks[contest.bank_id].by_id.items()
        if name in met and category in (None, question.category) and not withheld.hides(contest.bank_id, question)
    ]
    return random.sample(pool, min(count, len(pool)))

"""How much of each category a participant has got right, over the questions that they have met (R6.10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from quiz_service.domain.learning import Asked
from quiz_service.memory.engine import QuizEngine
from quiz_service.use_cases.steps.read_record import Record
from quiz_service.use_cases.steps.recall import recall


@dataclass(frozen=True)
class Mastery:
    """`right` of the `met` questions of a category were right when they were answered last."""

    category: str
    met: int
    right: int


async def read_mastery(engine: QuizEngine, record: Record) -> Sequence[Mastery]:
    """Of finished sessions whose keys are shown, by category; nothing of those that are closed (I7)."""
    latest: dict[tuple[str, str], Asked] = {}
    for asked in sorted(await recall(engine, record.shown), key=lambda each: each.place):
        latest[asked.bank_id, asked.question.id] = asked
    by_category: defaultdict[str, list[bool]] = defaultdict(list)
    for asked in latest.values():
        by_category[asked.question.category].append(asked.is_right)
    return [Mastery(category, len(each), sum(each)) for category, each in sorted(by_category.items())]

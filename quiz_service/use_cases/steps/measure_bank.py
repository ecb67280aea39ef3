"""How hard the questions of a contest's bank are by the answers that were given so far (R1.2, R1.12)."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.statistics import statistics_of
from quiz_service.queries import statistics
from quiz_service.queries.catalogue import read_questions


async def measure_bank(transaction: AsyncConnection, contest: Contest) -> Mapping[str, int]:
    """Measured difficulties by id of question, 1 to 3; none where the contest's blueprint asks for no difficulty.

    They are kept with the contest: papers of one contest are walked without history, so what they are drawn by must
    not change while it runs.
    """
    blueprint = contest.rules.blueprint
    if blueprint is None or blueprint.difficulty_sum is None:
        return {}
    current = {each.revision: each.id for each in await read_questions(transaction, contest.bank_id)}
    tallies = await statistics.read(transaction, list(current))
    levels = {current[revision]: statistics_of(own).measured for revision, own in tallies.items()}
    return {question_id: level for question_id, level in levels.items() if level is not None}

"""Finished sessions enter the statistics of their questions, each once (R1.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.statistics import tally
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries import statistics

BATCH = 2_000


async def count_answers(transaction: AsyncConnection, catalogue: Catalogue) -> bool:
    """Count one batch; sessions leave the queue in the transaction of their sums. True when there may be more."""
    found = await statistics.claim_uncounted(transaction, BATCH)
    sessions = [([each.question for each in await catalogue.questions(paper)], answers) for paper, answers in found]
    if sessions:
        await statistics.add(transaction, tally(sessions))
    return len(found) == BATCH

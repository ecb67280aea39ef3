"""Finished sessions enter the statistics of their questions, each once (R1.12)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.statistics import tally
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries import statistics

BATCH = 2_000


async def count_answers(transaction: AsyncConnection, catalogue: Catalogue) -> bool:
    """Count one batch; sessions leave the queue in the transaction of their sums. True when there may be more."""
    found = await statistics.claim_uncounted(transaction, BATCH)
    if found:
        revisions = list({revision for paper, _ in found for revision in paper})
        known = {each.question.revision: each.question for each in await catalogue.questions(revisions)}
        sessions = [([known[revision] for revision in paper], answers) for paper, answers in found]
        await statistics.add(transaction, tally(sessions))
    return len(found) == BATCH

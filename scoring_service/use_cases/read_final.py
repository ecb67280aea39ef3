"""Results that are final, as they were signed (R2.10)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import ContestNotFound, ResultsNotFinal
from scoring_service.queries import copies, finals
from scoring_service.queries.finals import Signed


async def read_final(transaction: AsyncConnection, contest_id: str) -> Signed:
    """Raises `ContestNotFound`, and `ResultsNotFinal` before they are."""
    if await copies.read_contest(transaction, contest_id) is None:
        raise ContestNotFound
    final = await finals.read_final(transaction, contest_id)
    if final is None:
        raise ResultsNotFinal
    return final

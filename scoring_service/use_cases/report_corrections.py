"""Before and after: what each withdrawal changed in a contest (R1.12)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.errors import ContestNotFound
from scoring_service.queries import copies, corrections, figures
from scoring_service.queries.corrections import Change


async def report_corrections(transaction: AsyncConnection, contest_id: str) -> Sequence[Change]:
    """Raises `ContestNotFound`."""
    await figures.begin_snapshot(transaction)
    if await copies.read_contest(transaction, contest_id) is None:
        raise ContestNotFound
    return await corrections.read_changes(transaction, contest_id)

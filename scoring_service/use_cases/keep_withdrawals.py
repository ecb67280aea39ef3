"""Questions found faulty, as quiz publishes them: they explain the corrections in the ledger (R1.12)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries import corrections
from services.contracts.events import QuestionWithdrawn


async def keep_withdrawals(transaction: AsyncConnection, events: Iterable[QuestionWithdrawn]) -> None:
    await corrections.insert_withdrawals(transaction, events)

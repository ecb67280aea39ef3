"""Sessions that hold a withdrawn question are scored again, a batch at a time (R1.12, docs/decisions/0027)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import withdrawals
from services.kit.database import look_up_by_key

BATCH = 5_000
"""Sessions that are looked at in one transaction; those that hold the question are a small part of them."""


async def regrade_sessions(transaction: AsyncConnection) -> bool:
    """Take the oldest open withdrawal one step further. True when there may be more to do at once.

    The mark of how far it came moves in the same transaction, so whoever is killed loses nothing and repeats nothing.
    All sessions are looked through, and once nobody can draw the question any more those of the last days again.
    """
    regrading = await withdrawals.claim(transaction)
    if regrading is None:
        return False
    await look_up_by_key(transaction)
    batch = await withdrawals.read_batch(transaction, regrading, BATCH)
    count = await withdrawals.regrade(transaction, regrading, batch.held)
    if batch.last is not None:
        await withdrawals.note_progress(transaction, regrading, batch.last, count)
    if batch.looked_at < BATCH:
        if regrading.is_closing:
            await withdrawals.finish(transaction, regrading)
        else:
            day_before = regrading.withdrawal.withdrawn_at.date() - timedelta(days=2)
            await withdrawals.close(transaction, regrading, day_before)
    return True

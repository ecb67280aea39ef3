"""Contests as quiz publishes them (R1.1, R1.6)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.queries import copies
from services.contracts.events import ContestChanged


async def keep_contests(transaction: AsyncConnection, events: Iterable[ContestChanged]) -> None:
    """Take over what is new and give the days of its window a place in the ledger."""
    newest: dict[str, ContestChanged] = {}
    for event in events:
        known = newest.get(event.contest_id)
        if known is None or known.version < event.version:
            newest[event.contest_id] = event
    for contest_id in sorted(newest):
        contest = await copies.upsert_contest(transaction, newest[contest_id])
        if contest is not None:
            await copies.create_ledger_partitions(transaction, *contest.ledger_days)

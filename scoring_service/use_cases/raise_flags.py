"""Finished sessions that look implausible are flagged for review, and count like all others (R2.11)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.signals import Watch
from scoring_service.queries import flags
from services.contracts.events import SessionFinished


async def raise_flags(transaction: AsyncConnection, watch: Watch, events: Iterable[SessionFinished]) -> None:
    suspicions = watch.look_at(events)
    if suspicions:
        await flags.insert_flags(transaction, suspicions)

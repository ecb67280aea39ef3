"""Whoever knew little, and suddenly everything in half the time, is flagged for review (R2.11)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring_service.domain.integrity import Thresholds
from scoring_service.domain.leaps import leap
from scoring_service.queries import flags, present, suspects
from services.contracts.events import SessionFinished


async def flag_leaps(transaction: AsyncConnection, limits: Thresholds, events: Iterable[SessionFinished]) -> None:
    """`events` are in the ledger. Nearly nobody's sums allow a leap, so that few histories are read."""
    full = [event for event in events if event.score == event.max_score > 0]
    if not full or not limits.leap_sessions:
        return
    suspected = await suspects.read_possible_leaps(transaction, full, limits)
    if suspected:
        histories = await present.read_sessions(transaction, suspected.keys())
        found = [leap(own, suspected[person], limits) for person, own in histories.items()]
        await flags.insert_flags(transaction, [each for each in found if each is not None])

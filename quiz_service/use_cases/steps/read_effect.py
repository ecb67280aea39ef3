"""What a withdrawal would do to results (R1.12, I21)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.authoring import Decision
from quiz_service.domain.proposal import Effect
from quiz_service.queries import catalogue, proposals
from services.chassis.clock import contest_now


async def read_effect(transaction: AsyncConnection, bank_id: str, question_id: str, decision: Decision) -> Effect:
    """Over the finished sessions of every contest of the bank that is not final, day by day."""
    revisions = await proposals.read_revisions(transaction, bank_id, question_id)
    now = await contest_now(transaction)
    sessions, units = 0, set[str]()
    for contest in await catalogue.read_contests(transaction):
        if contest.bank_id != bank_id or contest.final is not None:
            continue
        day = contest.first_day
        while day <= min(contest.last_day, contest.day_of(now)):
            count, moved = await proposals.read_effect_of_day(transaction, contest.id, day, revisions, decision)
            sessions += count
            units.update(moved)
            day += timedelta(days=1)
    return Effect(sessions, len(units))

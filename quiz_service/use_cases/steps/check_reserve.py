"""A bank keeps enough questions for the days that remain (R1.8, I21)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_errors import ReserveTooSmall
from quiz_service.domain.contest import Contest
from quiz_service.domain.proposal import Demand, is_too_small
from quiz_service.domain.question import Audience
from quiz_service.queries import banks, catalogue
from services.chassis.clock import contest_now


async def check_reserve(transaction: AsyncConnection, bank_id: str) -> None:
    """Raises `ReserveTooSmall` where a contest that is not over would feel that one more question leaves the bank."""
    now = await contest_now(transaction)
    contests = [each for each in await catalogue.read_contests(transaction) if each.bank_id == bank_id]
    for audience in Audience:
        meant = [each for each in contests if each.rules.audience is audience and now < each.closes_at]
        available = await banks.count_questions(transaction, bank_id, audience)
        if is_too_small(available, [_demand(each, now) for each in meant]):
            raise ReserveTooSmall


def _demand(contest: Contest, now: datetime) -> Demand:
    per_session = contest.rules.questions_per_session
    days = (contest.last_day - max(contest.first_day, contest.day_of(now))).days + 1
    return Demand(per_session, days * contest.rules.sessions_per_day * per_session)

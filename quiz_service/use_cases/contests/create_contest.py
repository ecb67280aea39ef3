"""An administrator creates a contest (R1.1, R1.6)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestExists
from quiz_service.queries import catalogue as queries
from quiz_service.use_cases.steps.announce_contest import announce_contest
from quiz_service.use_cases.steps.check_bank import check_bank


async def create_contest(transaction: AsyncConnection, contest: Contest) -> Contest:
    """Raises `ContestExists`, or `Invalid` when the bank is unknown or too small for one session."""
    await check_bank(transaction, contest)
    contest = replace(contest, bank_as_of=await queries.newest_seat(transaction, contest.bank_id))
    if not await queries.write_contest(transaction, contest):
        raise ContestExists
    return await announce_contest(transaction, contest)

"""An administrator creates a contest (R1.1, R1.6)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestExists
from quiz_service.queries import catalogue as queries
from quiz_service.use_cases.steps.announce_contest import announce_contest
from quiz_service.use_cases.steps.check_bank import check_bank
from quiz_service.use_cases.steps.check_units import check_share, check_units, owner_of
from quiz_service.use_cases.steps.measure_bank import measure_bank
from services.contracts.grants import ADMINISTRATOR, Grant, Reach


async def create_contest(
    transaction: AsyncConnection, contest: Contest, grants: Sequence[Grant], owner_unit: str | None = None
) -> Contest:
    """The contest, owned by the unit that is named or by that of its writer.

    Raises `Forbidden`, `ContestExists`, `TooManyContests`, or `Invalid` for unknown units and when the bank is unknown
    or too small for one session.
    """
    contest = replace(contest, owner_unit=await owner_of(transaction, grants, contest, owner_unit))
    await check_units(transaction, Reach(grants, (ADMINISTRATOR,)), contest)
    await check_share(transaction, contest.owner_unit)
    contest = replace(contest, measured=await measure_bank(transaction, contest))
    await check_bank(transaction, contest)
    contest = replace(contest, bank_as_of=await queries.newest_seat(transaction, contest.bank_id))
    if not await queries.write_contest(transaction, contest):
        raise ContestExists
    return await announce_contest(transaction, contest)

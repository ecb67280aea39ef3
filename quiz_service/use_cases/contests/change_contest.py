"""An administrator changes a contest; what papers depend on is fixed once somebody has started (R1.6)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestHasStarted, ContestIsFinal, ContestNotFound
from quiz_service.queries import catalogue as queries
from quiz_service.use_cases.steps.announce_contest import announce_contest
from quiz_service.use_cases.steps.check_bank import check_bank
from quiz_service.use_cases.steps.check_units import check_units, owner_of, reach_over
from quiz_service.use_cases.steps.measure_bank import measure_bank
from services.chassis.clock import contest_now
from services.contracts.grants import Grant

FIXED_BY_SESSIONS = ("opens_at", "time_zone", "rules", "entries", "bank_id")


async def change_contest(
    transaction: AsyncConnection, contest: Contest, grants: Sequence[Grant], owner_unit: str | None = None
) -> Contest:
    """Replace the contest; what papers depend on stays as it is once a session exists, what boards weigh once it opens.

    Its owner stays, unless a national administrator names another. Raises `ContestNotFound`, `Forbidden`, `Invalid`,
    `ContestIsFinal` or `ContestHasStarted`.
    """
    known = await queries.lock_contest(transaction, contest.id)
    if known is None:
        raise ContestNotFound
    reach = await reach_over(transaction, grants, known.owner_unit)
    owner = known.owner_unit
    if owner_unit not in (None, owner):
        owner = await owner_of(transaction, grants, contest, owner_unit)
    await check_units(transaction, reach, contest)
    is_same = all(getattr(known, name) == getattr(contest, name) for name in FIXED_BY_SESSIONS)
    contest = replace(contest, measured=known.measured if is_same else await measure_bank(transaction, contest))
    await check_bank(transaction, contest)
    if known.final is not None:
        raise ContestIsFinal
    if not is_same and await queries.has_sessions(transaction, contest.id):
        raise ContestHasStarted
    is_weighed_alike = known.rules.composite == contest.rules.composite
    if not is_weighed_alike and await contest_now(transaction) >= known.opens_at:
        raise ContestHasStarted
    bank_as_of = known.bank_as_of if is_same else await queries.newest_seat(transaction, contest.bank_id)
    changed = replace(contest, version=known.version + 1, bank_as_of=bank_as_of, owner_unit=owner)
    await queries.write_contest(transaction, changed)
    return await announce_contest(transaction, changed)

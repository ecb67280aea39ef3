"""An administrator changes a contest; what papers depend on is fixed once somebody has started (R1.6)."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestHasStarted, ContestIsFinal, ContestNotFound
from quiz_service.queries import catalogue as queries
from quiz_service.use_cases.steps.announce_contest import announce_contest
from quiz_service.use_cases.steps.check_bank import check_bank


async def change_contest(transaction: AsyncConnection, contest: Contest) -> Contest:
    """Replace the contest; what papers depend on stays as it is once a session exists.

    Raises `ContestNotFound`, `ContestIsFinal`, `ContestHasStarted` or `Invalid`.
    """
    known = await queries.lock_contest(transaction, contest.id)
    if known is None:
        raise ContestNotFound
    if known.final is not None:
        raise ContestIsFinal
    await check_bank(transaction, contest)
    fixed = ("opens_at", "time_zone", "rules", "entries", "bank_id")
    is_same = all(getattr(known, name) == getattr(contest, name) for name in fixed)
    if not is_same and await queries.has_sessions(transaction, contest.id):
        raise ContestHasStarted
    bank_as_of = known.bank_as_of if is_same else await queries.newest_seat(transaction, contest.bank_id)
    changed = replace(contest, version=known.version + 1, bank_as_of=bank_as_of)
    await queries.write_contest(transaction, changed)
    return await announce_contest(transaction, changed)

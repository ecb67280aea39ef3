"""The sessions of contests that are over are counted before anybody declares the results final.

A nation's takes minutes, which no request has.
"""

from uuid import UUID

import structlog

from quiz_service.domain.contest import Contest
from quiz_service.queries import catalogue, finals
from quiz_service.queries.finals import Count
from quiz_service.use_cases.contests.finalise_contest import LAST_START_WITHIN
from services.kit.database import Database
from services.kit.parts import FIRST, SIZE

log = structlog.get_logger(__name__)


async def count_contests(database: Database, part: int = SIZE) -> None:
    """Each of those that ended since, or whose sessions were scored again. One that still changes is left for later."""
    async with database.begin() as transaction:
        uncounted = await finals.read_uncounted(transaction, LAST_START_WITHIN)
        waiting = await catalogue.read_contests(transaction, uncounted) if uncounted else []
    for contest in waiting:
        await _count(database, contest, part)


async def _count(database: Database, contest: Contest, part: int) -> None:
    async with database.begin() as transaction:
        if await finals.is_being_regraded(transaction, contest.bank_id):
            return
        basis = await finals.read_basis(transaction, contest.bank_id)
        days = await finals.read_days(transaction, contest)
    count = Count()
    for day in days:
        lowest: UUID | None = FIRST
        while lowest is not None:
            # Each in a transaction of its own: a long one would keep partitions from being made.
            async with database.begin() as transaction:
                more, lowest = await finals.read_part(transaction, contest.id, day, lowest, part)
            count += more
    if count.unfinished:
        return
    async with database.begin() as transaction:
        await finals.write_count(transaction, contest.id, count, basis)
    log.info("sessions counted", contest=contest.id, sessions=count.sessions)

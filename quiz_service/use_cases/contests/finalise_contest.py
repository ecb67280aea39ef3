"""An administrator declares the results final: nothing more can come of this contest (R2.10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest, Final
from quiz_service.domain.errors import ContestNotFound, ContestNotOver, SessionsUnsettled
from quiz_service.queries import banks, catalogue, finals
from quiz_service.use_cases.steps.announce_contest import publish_contest
from quiz_service.use_cases.steps.check_units import reach_over
from services.chassis.clock import MAX_QUEUE_WAIT_S, contest_now
from services.contracts.grants import Grant

LAST_START_WITHIN = timedelta(seconds=MAX_QUEUE_WAIT_S)
"""A start that arrived before the end may have waited for so long."""
RETRY_AFTER_S = 3


async def finalise_contest(transaction: AsyncConnection, contest_id: str, grants: Sequence[Grant]) -> Contest:
    """The contest with its final mark; a repeat changes nothing.

    Raises `ContestNotFound`, `ContestNotOver` before its end, and `SessionsUnsettled` while a session still runs or
    is scored again.
    """
    contest = await catalogue.lock_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    await reach_over(transaction, grants, contest.owner_unit)
    if contest.final is not None:
        return contest
    now = await contest_now(transaction)
    if now < contest.closes_at + LAST_START_WITHIN:
        raise ContestNotOver(extra={"closes_at": contest.closes_at.astimezone(contest.zone).isoformat()})
    await banks.lock_bank(transaction, contest.bank_id)
    if await finals.is_being_regraded(transaction, contest.bank_id):
        raise SessionsUnsettled(retry_after_s=RETRY_AFTER_S)
    sessions, digest, unfinished = await finals.read_total(transaction, contest)
    if unfinished:
        raise SessionsUnsettled(extra={"sessions": unfinished}, retry_after_s=RETRY_AFTER_S)
    final = Final(now, sessions, digest)
    finalised = replace(contest, version=contest.version + 1, final=final)
    await finals.write_final(transaction, finalised, final)
    await publish_contest(transaction, finalised)
    return finalised

"""An administrator declares the results final: nothing more can come of this contest (R2.10)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.contest import Contest, Final
from quiz_service.domain.errors import ContestNotFound, ContestNotOver, DecisionsOpen, SessionsUnsettled
from quiz_service.queries import banks, catalogue, finals, flags, proposals
from quiz_service.queries.finals import Count
from quiz_service.use_cases.steps.announce_contest import publish_contest
from quiz_service.use_cases.steps.check_units import reach_over
from services.chassis.clock import MAX_GATEWAY_WAIT_S, MAX_QUEUE_WAIT_S, contest_now
from services.contracts.grants import Grant
from services.kit.parts import FIRST

LAST_START_WITHIN = timedelta(seconds=MAX_QUEUE_WAIT_S + MAX_GATEWAY_WAIT_S)
"""A start that arrived before the end may have waited for so long."""
RETRY_AFTER_S = 3
COUNTED_AFTER_S = 10
COUNTED_WITHIN_S = 0.5
"""A request has three seconds, two of which may go by until the other services have heard of the final."""


@dataclass(frozen=True)
class Despite:
    """Somebody knows that so many decisions are open, and why the results become final all the same."""

    open: int
    reason: str


@dataclass(frozen=True)
class Outlook:
    """What would be frozen, and what is open. `contest` is not final yet, unless it was before."""

    contest: Contest
    sessions: int
    digest: int
    open_flags: int
    open_withdrawals: int

    @property
    def open(self) -> int:
        return self.open_flags + self.open_withdrawals


async def look_ahead(
    transaction: AsyncConnection, contest_id: str, grants: Sequence[Grant], *, within_s: float = COUNTED_WITHIN_S
) -> Outlook:
    """What the finalisation would do now.

    Raises `ContestNotFound`, `Forbidden`, `ContestNotOver` before its end, and `SessionsUnsettled` while a session
    still runs or is scored again, or while they are being counted.
    """
    contest = await catalogue.lock_contest(transaction, contest_id)
    if contest is None:
        raise ContestNotFound
    await reach_over(transaction, grants, contest.owner_unit)
    if contest.final is not None:
        return Outlook(contest, contest.final.sessions, contest.final.digest, 0, 0)
    if await contest_now(transaction) < contest.closes_at + LAST_START_WITHIN:
        raise ContestNotOver(extra={"closes_at": contest.closes_at.astimezone(contest.zone).isoformat()})
    await banks.lock_bank(transaction, contest.bank_id)
    if await finals.is_being_regraded(transaction, contest.bank_id):
        raise SessionsUnsettled(retry_after_s=RETRY_AFTER_S)
    count = await _count(transaction, contest, within_s) or await finals.read_count(transaction, contest)
    if count is None:
        raise SessionsUnsettled(retry_after_s=COUNTED_AFTER_S)
    if count.unfinished:
        raise SessionsUnsettled(extra={"sessions": count.unfinished}, retry_after_s=RETRY_AFTER_S)
    open_flags = await flags.count_open(transaction, contest_id)
    open_withdrawals = await proposals.count_open(transaction, contest.bank_id)
    return Outlook(contest, count.sessions, count.digest, open_flags, open_withdrawals)


async def _count(transaction: AsyncConnection, contest: Contest, within_s: float) -> Count | None:
    """As they are now. None where that takes longer: then it is for the worker."""
    until = time.monotonic() + within_s
    count = Count()
    for day in await finals.read_days(transaction, contest):
        lowest: UUID | None = FIRST
        while lowest is not None:
            if time.monotonic() > until:
                return None
            more, lowest = await finals.read_part(transaction, contest.id, day, lowest)
            count += more
    return count


async def finalise_contest(
    transaction: AsyncConnection, contest_id: str, grants: Sequence[Grant], despite: Despite | None = None
) -> Contest:
    """The contest with its final mark; a repeat changes nothing.

    Raises what `look_ahead` raises, and `DecisionsOpen` while flags or withdrawals are open, unless `despite` names
    their number.
    """
    outlook = await look_ahead(transaction, contest_id, grants)
    contest = outlook.contest
    if contest.final is not None:
        return contest
    if outlook.open and (despite is None or despite.open != outlook.open):
        counts = {"open_flags": outlook.open_flags, "open_withdrawals": outlook.open_withdrawals}
        raise DecisionsOpen(extra={"open": outlook.open, **counts})
    final = Final(await contest_now(transaction), outlook.sessions, outlook.digest)
    finalised = replace(contest, version=contest.version + 1, final=final)
    accepted = despite if outlook.open else None
    open_then, reason = (None, None) if accepted is None else (accepted.open, accepted.reason)
    await finals.write_final(transaction, finalised, final, open_then, reason)
    await publish_contest(transaction, finalised)
    return finalised

"""An administrator creates a contest, or changes one (R1.1, R1.6)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service import tables
from quiz_service.domain.contest import Contest
from quiz_service.domain.errors import ContestExists, ContestHasStarted, ContestIsFinal, ContestNotFound
from quiz_service.queries import banks
from quiz_service.queries import catalogue as queries
from services.chassis.clock import contest_now
from services.chassis.publishing import publish
from services.contracts.events import ContestChanged, ContestFinal, ContestRules
from services.kit.errors import FieldError, Invalid

PARTITIONS_BACK = timedelta(days=62)
PARTITIONS_AHEAD = timedelta(days=400)


async def create_contest(transaction: AsyncConnection, contest: Contest) -> Contest:
    """Raises `ContestExists`, or `Invalid` when the bank is unknown or too small for one session."""
    await _check_bank(transaction, contest)
    contest = replace(contest, bank_as_of=await queries.newest_seat(transaction, contest.bank_id))
    if not await queries.write_contest(transaction, contest):
        raise ContestExists
    return await _announce(transaction, contest)


async def change_contest(transaction: AsyncConnection, contest: Contest) -> Contest:
    """Replace the contest; what papers depend on stays as it is once a session exists.

    Raises `ContestNotFound`, `ContestIsFinal`, `ContestHasStarted` or `Invalid`.
    """
    known = await queries.lock_contest(transaction, contest.id)
    if known is None:
        raise ContestNotFound
    if known.final is not None:
        raise ContestIsFinal
    await _check_bank(transaction, contest)
    fixed = ("opens_at", "time_zone", "rules", "entries", "bank_id")
    is_same = all(getattr(known, name) == getattr(contest, name) for name in fixed)
    if not is_same and await queries.has_sessions(transaction, contest.id):
        raise ContestHasStarted
    bank_as_of = known.bank_as_of if is_same else await queries.newest_seat(transaction, contest.bank_id)
    changed = replace(contest, version=known.version + 1, bank_as_of=bank_as_of)
    await queries.write_contest(transaction, changed)
    return await _announce(transaction, changed)


async def publish_contest(transaction: AsyncConnection, contest: Contest) -> None:
    await publish(transaction, tables.outbox, [_event(contest)])


async def publish_contests(transaction: AsyncConnection) -> None:
    """Write every contest to the outbox again, for a stream that was lost."""
    contests = await queries.read_contests(transaction)
    await publish(transaction, tables.outbox, [_event(contest) for contest in contests])


async def _check_bank(transaction: AsyncConnection, contest: Contest) -> None:
    available = await banks.count_questions(transaction, contest.bank_id)
    if available < contest.rules.questions_per_session:
        text = f"题库中只有 {available} 道可用的题目，不足一次答题。"
        english = f"The bank has {available} questions, too few for one session."
        raise Invalid(errors=[FieldError("/bank_id", "bank-too-small", text, english)])


async def _announce(transaction: AsyncConnection, contest: Contest) -> Contest:
    today = contest.day_of(await contest_now(transaction))
    first = max(contest.first_day, today - PARTITIONS_BACK)
    last = min(contest.last_day, today + PARTITIONS_AHEAD)
    await queries.create_partitions(transaction, first, last)
    await publish_contest(transaction, contest)
    return contest


def _event(contest: Contest) -> ContestChanged:
    rules, final = contest.rules, contest.final
    return ContestChanged(
        event_id=uuid7(),
        contest_id=contest.id,
        version=contest.version,
        title=contest.title,
        opens_at=contest.opens_at,
        closes_at=contest.closes_at,
        time_zone=contest.time_zone,
        rules=ContestRules(
            rules.questions_per_session, rules.points_per_question, rules.time_limit_seconds, rules.sessions_per_day
        ),
        entries=contest.entries,
        bank_id=contest.bank_id,
        eligible_units=contest.eligible_units,
        final=None if final is None else ContestFinal(final.at, final.sessions, final.digest),
    )

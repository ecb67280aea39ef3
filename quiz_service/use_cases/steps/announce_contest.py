"""A contest is announced: its days get their partitions, and every service hears of it as data."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service import tables
from quiz_service.domain.contest import Contest
from quiz_service.domain.rules import Rules
from quiz_service.queries import catalogue as queries
from services.chassis.clock import contest_now
from services.chassis.publishing import publish
from services.contracts.events import ContestChanged
from services.contracts.values import Blueprint, CompositeWeights, ContestFinal, ContestRules

PARTITIONS_BACK = timedelta(days=62)
PARTITIONS_AHEAD = timedelta(days=31)
"""Later days get theirs when they come near; every partition costs each statement something, empty ones too."""
AT_ONCE = timedelta(days=20)
"""Partitions that one statement makes well within its time."""


async def announce_contest(transaction: AsyncConnection, contest: Contest) -> Contest:
    """The contest, announced in this transaction."""
    await make_partitions(transaction, contest)
    await publish_contest(transaction, contest)
    return contest


async def make_partitions(transaction: AsyncConnection, contest: Contest) -> None:
    """Make what is missing of the partitions of its days, from two months ago to the next month."""
    today = contest.day_of(await contest_now(transaction))
    first = max(contest.first_day, today - PARTITIONS_BACK)
    last = min(contest.last_day, today + PARTITIONS_AHEAD)
    while first <= last:
        await queries.create_partitions(transaction, first, min(first + AT_ONCE, last))
        first += AT_ONCE + timedelta(days=1)


async def publish_contest(transaction: AsyncConnection, contest: Contest) -> None:
    await publish(transaction, tables.outbox, [_event(contest)])


async def publish_contests(transaction: AsyncConnection) -> None:
    """Write every contest to the outbox again, for a stream that was lost."""
    contests = await queries.read_contests(transaction)
    await publish(transaction, tables.outbox, [_event(contest) for contest in contests])


def _event(contest: Contest) -> ContestChanged:
    final = contest.final
    return ContestChanged(
        event_id=uuid7(),
        contest_id=contest.id,
        version=contest.version,
        title=contest.title,
        opens_at=contest.opens_at,
        closes_at=contest.closes_at,
        time_zone=contest.time_zone,
        rules=_rules(contest.rules),
        entries=contest.entries,
        bank_id=contest.bank_id,
        eligible_units=contest.eligible_units,
        final=None if final is None else ContestFinal(final.at, final.sessions, final.digest),
        owner_unit=contest.owner_unit,
    )


def _rules(rules: Rules) -> ContestRules:
    composite, blueprint = rules.composite, rules.blueprint
    return ContestRules(
        rules.questions_per_session,
        rules.points_per_question,
        rules.time_limit_seconds,
        rules.sessions_per_day,
        identity=rules.identity,
        smallest_sample=rules.smallest_sample,
        composite=None if composite is None else CompositeWeights(**asdict(composite)),
        pools=rules.pools,
        reveal=rules.reveal,
        blueprint=None
        if blueprint is None
        else Blueprint({kind.value: count for kind, count in blueprint.kinds.items()}, blueprint.difficulty_sum),
    )

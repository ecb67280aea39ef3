"""What the quiz service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries.certificates import STORE
from quiz_service.queries.delivery import send_again
from quiz_service.tables import outdated_tokens, shared
from quiz_service.use_cases.delivery.keep_flags import keep_flags
from quiz_service.use_cases.delivery.keep_merges import keep_merges
from quiz_service.use_cases.delivery.keep_units import keep_units
from quiz_service.use_cases.delivery.list_sessions import list_sessions
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule, read_buckets_of
from services.chassis import erasures
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.comparisons import ComparisonRequested
from services.contracts.events import (
    AttributionChanged,
    FlagsCounted,
    ParticipantErased,
    ParticipantsMerged,
    ResendRequested,
    UnitChanged,
)

COMMON = shared_subscriptions(shared)


def subscriptions(schedule: DigestSchedule) -> Subscriptions:
    """`schedule` holds the buckets that are compared: those that scoring asked about are, until they agree."""

    async def answer(transaction: AsyncConnection, events: Sequence[ResendRequested]) -> None:
        wanted = {(event.contest_id, event.bucket, event.list_after) for event in events}
        for contest_id, bucket in sorted({(contest_id, bucket) for contest_id, bucket, after in wanted if not after}):
            await send_again(transaction, contest_id, bucket)
        for contest_id, bucket, after in wanted:
            if after is not None:
                await list_sessions(transaction, contest_id, bucket, after)
        schedule.watch(bucket for _, bucket, _ in wanted)

    async def compare(transaction: AsyncConnection, events: Sequence[ComparisonRequested]) -> None:
        for contest_id in sorted({event.contest_id for event in events}):
            if not schedule.has_backlog:  # who waits asks again
                schedule.compare_all(await read_buckets_of(transaction, contest_id))

    return {
        **COMMON,
        ResendRequested: answer,
        ComparisonRequested: compare,
        UnitChanged: keep_units,
        FlagsCounted: keep_flags,
        ParticipantErased: _erase,
        ParticipantsMerged: _merge,
        AttributionChanged: _refuse_older_tokens,
    }


async def _merge(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    await COMMON[ParticipantsMerged](transaction, events)
    await keep_merges(transaction, events)


async def _erase(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    await COMMON[ParticipantErased](transaction, events)
    await STORE.end_for(transaction, [event.participant_id for event in events], "erased")


async def _refuse_older_tokens(transaction: AsyncConnection, events: Sequence[AttributionChanged]) -> None:
    await erasures.keep(transaction, outdated_tokens, {event.participant_id: event.changed_at for event in events})

"""What the quiz service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries import certificates
from quiz_service.queries.delivery import send_again
from quiz_service.tables import outdated_tokens, shared
from quiz_service.use_cases.delivery.keep_flags import keep_flags
from quiz_service.use_cases.delivery.keep_merges import keep_merges
from quiz_service.use_cases.delivery.keep_units import keep_units
from services.chassis import erasures
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.events import (
    AttributionChanged,
    FlagsCounted,
    ParticipantErased,
    ParticipantsMerged,
    ResendRequested,
    UnitChanged,
)

COMMON = shared_subscriptions(shared)


async def _send_again(transaction: AsyncConnection, events: Sequence[ResendRequested]) -> None:
    for contest_id, bucket in sorted({(event.contest_id, event.bucket) for event in events}):
        await send_again(transaction, contest_id, bucket)


async def _merge(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    await COMMON[ParticipantsMerged](transaction, events)
    await keep_merges(transaction, events)


async def _erase(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    await COMMON[ParticipantErased](transaction, events)
    await certificates.end_for(transaction, [event.participant_id for event in events], "erased")


async def _refuse_older_tokens(transaction: AsyncConnection, events: Sequence[AttributionChanged]) -> None:
    await erasures.keep(transaction, outdated_tokens, {event.participant_id: event.changed_at for event in events})


SUBSCRIPTIONS: Subscriptions = {
    **COMMON,
    ResendRequested: _send_again,
    UnitChanged: keep_units,
    FlagsCounted: keep_flags,
    ParticipantErased: _erase,
    ParticipantsMerged: _merge,
    AttributionChanged: _refuse_older_tokens,
}

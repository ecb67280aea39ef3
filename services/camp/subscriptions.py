"""What the camp service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import shared
from services.camp.use_cases.keep_copies import forget_erased, keep_units, merge_participants
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.events import ParticipantErased, ParticipantsMerged, UnitChanged

COMMON = shared_subscriptions(shared)


async def _erase(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    await COMMON[ParticipantErased](transaction, events)
    await forget_erased(transaction, events)


async def _merge(transaction: AsyncConnection, events: Sequence[ParticipantsMerged]) -> None:
    await COMMON[ParticipantsMerged](transaction, events)
    await merge_participants(transaction, events)


SUBSCRIPTIONS: Subscriptions = {
    **COMMON,
    UnitChanged: keep_units,
    ParticipantErased: _erase,
    ParticipantsMerged: _merge,
}

"""What the camp service listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.camp.tables import shared
from services.camp.use_cases.keep_copies import forget_erased, keep_units
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.events import ParticipantErased, UnitChanged

COMMON = shared_subscriptions(shared)


async def _erase(transaction: AsyncConnection, events: Sequence[ParticipantErased]) -> None:
    await COMMON[ParticipantErased](transaction, events)
    await forget_erased(transaction, events)


SUBSCRIPTIONS: Subscriptions = {**COMMON, UnitChanged: keep_units, ParticipantErased: _erase}

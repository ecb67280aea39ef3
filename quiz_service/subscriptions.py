"""What the quiz service listens to."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.queries.delivery import send_again
from quiz_service.tables import shared
from services.chassis.subscriptions import Subscriptions, shared_subscriptions
from services.contracts.events import ResendRequested


async def _send_again(transaction: AsyncConnection, events: Sequence[ResendRequested]) -> None:
    for contest_id, bucket in sorted({(event.contest_id, event.bucket) for event in events}):
        await send_again(transaction, contest_id, bucket)


SUBSCRIPTIONS: Subscriptions = {ResendRequested: _send_again, **shared_subscriptions(shared)}

"""What the quiz service listens to."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from quiz_service.queries.delivery import send_again
from quiz_service.use_cases.delivery.keep_access import keep_access
from quiz_service.use_cases.delivery.keep_erasures import keep_erasures
from services.contracts.events import AccessChanged, ParticipantErased, ResendRequested
from services.kit.consumer import Delivery
from services.kit.database import Database

Handle = Callable[[Sequence[Delivery]], Awaitable[None]]


def subscriptions(database: Database) -> dict[str, Handle]:
    """Stream → handler of a batch."""

    async def on_resend_requested(deliveries: Sequence[Delivery]) -> None:
        requests = [msgspec.json.decode(delivery.event, type=ResendRequested) for delivery in deliveries]
        async with database.begin() as transaction:
            for contest_id, bucket in sorted({(request.contest_id, request.bucket) for request in requests}):
                await send_again(transaction, contest_id, bucket)

    async def on_access_changed(deliveries: Sequence[Delivery]) -> None:
        events = [msgspec.json.decode(delivery.event, type=AccessChanged) for delivery in deliveries]
        async with database.begin() as transaction:
            await keep_access(transaction, events)

    async def on_participant_erased(deliveries: Sequence[Delivery]) -> None:
        events = [msgspec.json.decode(delivery.event, type=ParticipantErased) for delivery in deliveries]
        async with database.begin() as transaction:
            await keep_erasures(transaction, events)

    return {
        "scoring.requests": on_resend_requested,
        "directory.access": on_access_changed,
        "directory.erasures": on_participant_erased,
    }

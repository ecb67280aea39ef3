"""What the quiz service listens to."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from quiz_service.queries.delivery import send_again
from services.contracts.events import ResendRequested
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

    return {"scoring.requests": on_resend_requested}

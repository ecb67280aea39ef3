"""What the directory listens to: event, use case."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.chassis.subscriptions import Subscriptions
from services.contracts.events import ContestChanged
from services.directory.queries.contests import keep_contest


async def _keep_contests(transaction: AsyncConnection, events: Sequence[ContestChanged]) -> None:
    """Until a contest is final, whoever erases an account gets the same pseudonym back (I19)."""
    for event in events:
        await keep_contest(transaction, event)


SUBSCRIPTIONS: Subscriptions = {ContestChanged: _keep_contests}

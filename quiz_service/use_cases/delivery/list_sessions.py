"""Scoring asks which sessions there are, to find what the record has lost (I22)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service import tables
from quiz_service.queries import delivery
from quiz_service.use_cases.delivery.publish_digests import SETTLED_S
from services.chassis.clock import contest_now
from services.chassis.publishing import publish
from services.contracts.buckets import bounds
from services.contracts.comparisons import SessionsListed

MOST_LISTED = 2_000
"""In one event; scoring asks for the rest."""


async def list_sessions(
    transaction: AsyncConnection, contest_id: str, bucket: int, after: UUID, limit: int = MOST_LISTED
) -> None:
    """Publish what the bucket holds of the contest after this id."""
    as_of = await contest_now(transaction) - timedelta(seconds=SETTLED_S)
    sessions = tuple(await delivery.read_list(transaction, contest_id, bucket, after, limit))
    listed = SessionsListed(
        event_id=uuid7(),
        contest_id=contest_id,
        bucket=bucket,
        after=after,
        until=sessions[-1].session_id if len(sessions) == limit else bounds(bucket)[1],
        as_of=as_of,
        sessions=sessions,
    )
    await publish(transaction, tables.outbox, [listed])

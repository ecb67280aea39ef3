"""What quiz holds is compared with the ledger; what differs twice in a row is asked for again (I18)."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import digests, state
from scoring_service.tables import outbox as outbox_table
from services.contracts.events import BucketDigest, ResendRequested, encode
from services.kit import outbox

STREAM = "scoring.requests"
MOST_BEHIND_S = 5.0
"""While the ledger is further behind its stream, a difference means nothing: the sessions are on their way."""


async def compare_digests(transaction: AsyncConnection, events: Iterable[BucketDigest]) -> None:
    newest = {(event.contest_id, event.bucket): event for event in events}
    if await state.is_behind(transaction, MOST_BEHIND_S):
        return
    requests = []
    for contest_id, bucket in sorted(newest):
        event = newest[contest_id, bucket]
        own = await digests.read_digest(transaction, contest_id, bucket, event.until)
        if own == (event.sessions, event.digest):
            await digests.believe(transaction, contest_id, bucket)
        elif await digests.doubt(transaction, contest_id, bucket, event.event_id):
            request = ResendRequested(event_id=uuid7(), contest_id=contest_id, bucket=bucket)
            requests.append(outbox.StreamEntry(STREAM, encode(request)))
    await outbox.publish(transaction, outbox_table, requests)

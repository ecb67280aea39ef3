"""What quiz holds is compared with the ledger; what differs twice in a row is asked for again (I18)."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import digests, state
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.events import BucketDigest, ResendRequested
from services.kit.errors import Unavailable

MOST_BEHIND_S = 5.0
"""While the ledger is further behind its stream, a difference means nothing: the sessions are on their way."""


async def compare_digests(transaction: AsyncConnection, events: Iterable[BucketDigest]) -> None:
    """Raises `Unavailable` while the ledger is behind: the digests wait, for there may be no later ones."""
    if await state.is_behind(transaction, MOST_BEHIND_S):
        raise Unavailable
    told: dict[tuple[str, int], list[BucketDigest]] = defaultdict(list)
    for event in events:
        told[event.contest_id, event.bucket].append(event)
    requests = []
    for (contest_id, bucket), digests_of_it in sorted(told.items()):
        oldest, newest = digests_of_it[0], digests_of_it[-1]
        if not await _differs(transaction, newest):
            await digests.believe(transaction, contest_id, bucket)
        elif await _is_due(transaction, oldest) | await _is_due(transaction, newest):
            requests.append(ResendRequested(event_id=uuid7(), contest_id=contest_id, bucket=bucket))
    await publish(transaction, outbox, requests)


async def _differs(transaction: AsyncConnection, told: BucketDigest) -> bool:
    own = await digests.read_digest(transaction, told.contest_id, told.bucket, told.until)
    return own != (told.sessions, told.digest)


async def _is_due(transaction: AsyncConnection, told: BucketDigest) -> bool:
    if not await _differs(transaction, told):
        return False
    return await digests.doubt(transaction, told.contest_id, told.bucket, told.event_id)

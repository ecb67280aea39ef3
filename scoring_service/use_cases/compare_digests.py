"""What quiz holds is compared with the ledger; what differs twice in a row is asked for again (I18, I22).

Where the ledger has less than quiz, events are missing. Where it has more, or the events came in vain, quiz may have
lost something in a failover, and its list of sessions tells what. So events and list are asked for in turn.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from scoring_service.queries import digests, state
from scoring_service.tables import outbox
from services.chassis.publishing import publish
from services.contracts.buckets import bounds
from services.contracts.events import BucketDigest, ResendRequested
from services.kit.errors import Unavailable


async def compare_digests(transaction: AsyncConnection, events: Iterable[BucketDigest]) -> None:
    """Raises `Unavailable` while the ledger is behind: the digests wait, for there may be no later ones."""
    if await state.is_behind(transaction, state.MOST_BEHIND_S):
        raise Unavailable
    told: dict[tuple[str, int], list[BucketDigest]] = defaultdict(list)
    for event in events:
        told[event.contest_id, event.bucket].append(event)
    requests = []
    for (contest_id, bucket), digests_of_it in sorted(told.items()):
        oldest, newest = digests_of_it[0], digests_of_it[-1]
        surplus = await _surplus(transaction, newest)
        if surplus is None:
            await digests.believe(transaction, contest_id, bucket)
        elif asked := await _doubt(transaction, oldest) or await _doubt(transaction, newest):
            is_list_due = (asked % 2 == 1) == (surplus > 0)
            list_after = UUID(int=bounds(bucket)[0].int - 1) if is_list_due else None
            requests.append(
                ResendRequested(event_id=uuid7(), contest_id=contest_id, bucket=bucket, list_after=list_after)
            )
    await publish(transaction, outbox, requests)


async def _surplus(transaction: AsyncConnection, told: BucketDigest) -> int | None:
    """How many sessions more than quiz the ledger has; None when the two agree."""
    sessions, digest = await digests.read_digest(transaction, told.contest_id, told.bucket, told.until)
    return None if (sessions, digest) == (told.sessions, told.digest) else sessions - told.sessions


async def _doubt(transaction: AsyncConnection, told: BucketDigest) -> int:
    """How often the bucket is asked for, this time included; 0 when it is not time, or this digest agrees."""
    if await _surplus(transaction, told) is None:
        return 0
    return await digests.doubt(transaction, told.contest_id, told.bucket, told.event_id)

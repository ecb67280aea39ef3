"""Digests of what is finished let scoring notice lost events (I18)."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from quiz_service import tables
from quiz_service.queries import delivery
from quiz_service.queries.delivery import Digest
from services.chassis.clock import contest_now
from services.chassis.publishing import publish
from services.contracts.buckets import bucket_at, bucket_of
from services.contracts.events import BucketDigest

WATCHED_S = 60.0
"""How long after its last event a bucket is still compared: what was lost in transit shows within that time."""
SETTLED_S = 6.0
"""A bucket without events for this long is compared whole; a busier one up to `SETTLED_S` ago only.

Abandoned sessions end at their deadline and are handed in four seconds later.
"""
BUCKETS_A_STEP = 100
MOST_SINCE = 36
"""Six hours of buckets: a failover loses moments, and longer outages show when a contest is declared final."""
ROUNDS = 2
"""Scoring asks for a bucket when two digests in a row differ."""


class DigestSchedule:
    """Which buckets to compare: those with recent events, and after a loss all of them, twice."""

    def __init__(self) -> None:
        self._touched: dict[int, float] = {}
        self._rescored: set[int] = set()
        self._rounds: list[list[int]] = []

    def touch(self, session_ids: Iterable[UUID]) -> None:
        self.watch(map(bucket_of, session_ids))

    def watch(self, buckets: Iterable[int]) -> None:
        self._touched.update(dict.fromkeys(buckets, time.monotonic()))

    def touch_rescored(self, session_ids: Iterable[UUID]) -> None:
        """Compare the buckets of these once events have settled: no instant parts what is new in them from the rest."""
        self._rescored.update(map(bucket_of, session_ids))

    def compare_all(self, buckets: list[int]) -> None:
        self._rounds = [buckets[start : start + BUCKETS_A_STEP] for start in range(0, len(buckets), BUCKETS_A_STEP)]
        self._rounds *= ROUNDS

    @property
    def has_backlog(self) -> bool:
        return bool(self._rounds)

    def next_buckets(self) -> dict[int, bool]:
        """The buckets of this step, and of each whether events have settled. The same again until `step_done`."""
        now = time.monotonic()
        self._touched = {bucket: at for bucket, at in self._touched.items() if now - at < WATCHED_S}
        old = self._rounds[0] if self._rounds else []
        recent = {bucket: now - at > SETTLED_S for bucket, at in self._touched.items()}
        self._rescored &= {bucket for bucket, is_settled in recent.items() if not is_settled}
        return dict.fromkeys(old, True) | {bucket: recent[bucket] for bucket in recent if bucket not in self._rescored}

    def step_done(self) -> None:
        """The digests of this step are in the outbox."""
        self._rounds = self._rounds[1:]


async def publish_digests(transaction: AsyncConnection, buckets: dict[int, bool]) -> None:
    """Write the digests of these buckets to the outbox.

    Of a settled bucket a contest that was open then and has no session there says so: all of them may be lost.
    """
    settled_until = await contest_now(transaction) - timedelta(seconds=SETTLED_S)
    windows = await delivery.read_windows(transaction) if buckets else {}
    events = []
    for bucket, is_settled in buckets.items():
        until = None if is_settled else settled_until
        open_then = [contest_id for contest_id, window in windows.items() if is_settled and _is_open(window, bucket)]
        nothing = {contest_id: Digest(contest_id, 0, 0) for contest_id in open_then}
        held = {digest.contest_id: digest for digest in await delivery.read_digests(transaction, bucket, until)}
        events += [_event(bucket, digest, until) for digest in (nothing | held).values()]
    await publish(transaction, tables.outbox, events)
    await delivery.forget_watched(transaction, WATCHED_S + delivery.NOTED_EVERY_S)


async def read_all_buckets(transaction: AsyncConnection) -> list[int]:
    """Every bucket with sessions, the newest first, and those since: a failover may have lost all that was in them."""
    days = await delivery.read_days(transaction)
    held = [] if days is None else list(await delivery.read_buckets(transaction, *days))
    now = bucket_at(await contest_now(transaction))
    since = range(now, max([now - MOST_SINCE, *held[:1]]), -1)
    return [*since, *held]


async def read_buckets_of(transaction: AsyncConnection, contest_id: str) -> list[int]:
    """Every bucket in which a session of the contest can have started, the newest first."""
    window = (await delivery.read_windows(transaction)).get(contest_id)
    if window is None:
        return []
    opens_at, closes_at = window
    last = min(closes_at, await contest_now(transaction))
    return list(range(bucket_at(last), bucket_at(opens_at) - 1, -1))


def _is_open(window: tuple[datetime, datetime], bucket: int) -> bool:
    opens_at, closes_at = window
    return bucket_at(opens_at) <= bucket <= bucket_at(closes_at)


def _event(bucket: int, digest: Digest, until: datetime | None) -> BucketDigest:
    return BucketDigest(
        event_id=uuid7(),
        contest_id=digest.contest_id,
        bucket=bucket,
        sessions=digest.sessions,
        digest=digest.digest,
        until=until,
    )

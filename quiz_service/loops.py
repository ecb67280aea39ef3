"""What a quiz worker does again and again."""

import time
from collections.abc import Sequence
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service import tables
from quiz_service.memory.catalogue import Catalogue
from quiz_service.queries import pictures
from quiz_service.queries.catalogue import read_contests
from quiz_service.queries.delivery import watch_again
from quiz_service.settings import Settings
from quiz_service.use_cases.bank.count_answers import count_answers
from quiz_service.use_cases.bank.regrade_sessions import regrade_sessions
from quiz_service.use_cases.contests.count_contests import count_contests
from quiz_service.use_cases.delivery import deliver_sessions, publish_digests
from quiz_service.use_cases.sitting.hand_in_overdue import hand_in_overdue
from quiz_service.use_cases.steps.announce_contest import make_partitions
from services.chassis import erasures
from services.chassis.clock import EstimatedClock
from services.chassis.worker import Worker
from services.contracts.events import SessionFinished
from services.kit import streams
from services.kit.database import Database
from services.kit.loops import Loop
from services.kit.outbox import Relay, StreamEntry

log = structlog.get_logger(__name__)

BACKLOG_REST_S = 1.0
DIGEST_RESTS = 30
"""A rest after digests is this many times as long as they took, at least: a busy bucket is hashed whole each time, here
and by scoring, which would cost as much as all else that becomes of its sessions."""
LONGEST_DIGEST_REST_S = publish_digests.WATCHED_S / 4
"""A bucket is compared whole, and twice, before it is no longer watched."""
REGRADE_REST_S = 1.0
PARTITIONS_REST_S = 600.0
FORGET_REST_S = 600.0
COUNT_REST_S = 5.0
"""A session that is counted among many costs little."""


def loops(settings: Settings, worker: Worker, schedule: publish_digests.DigestSchedule) -> Sequence[Loop]:
    database = worker.database
    catalogue = Catalogue(database, EstimatedClock())

    async def claim_sessions(transaction: AsyncConnection, limit: int) -> Sequence[StreamEntry]:
        events = await deliver_sessions.claim_events(transaction, catalogue, limit)
        schedule.touch(finished.session.id for finished, _ in events)
        schedule.touch_rescored(finished.session.id for finished, _ in events if finished.revision)
        return [entry for _, entry in events]

    async def sweep() -> float:
        return 0.0 if await hand_in_overdue(database, settings.sweep_grace_s) else settings.sweep_every_s

    async def regrade() -> float:
        began = time.monotonic()
        async with database.begin() as transaction:
            has_more = await regrade_sessions(transaction)
        return time.monotonic() - began if has_more else REGRADE_REST_S  # as long again: participants go first

    async def count() -> float:
        async with database.begin() as transaction:
            return 0.0 if await count_answers(transaction, catalogue) else COUNT_REST_S

    async def forget_tokens() -> float:
        async with database.begin() as transaction:
            await erasures.forget_old(transaction, tables.outdated_tokens)
        return FORGET_REST_S

    async def make_room() -> float:
        async with database.begin() as transaction:
            for contest in await read_contests(transaction):
                await make_partitions(transaction, contest)
        return PARTITIONS_REST_S

    async def compare_all() -> None:
        async with database.begin() as transaction:
            schedule.compare_all(await publish_digests.read_all_buckets(transaction))

    losses = streams.Losses(
        worker.redis, SessionFinished.stream, worker.name, compare_all, lambda: not schedule.has_backlog
    )
    stream = SessionFinished.stream
    failovers = streams.Failovers(worker.redis, stream, [stream], database.timeline)

    async def make_good() -> float:
        await failovers.step()
        return await losses.step()

    relay = Relay(
        database, worker.redis, tables.finished_sessions, claim_sessions, interval_s=deliver_sessions.INTERVAL_S
    )
    return [
        Loop("relay-sessions", relay.step),
        Loop("sweep", sweep),
        Loop("regrade", regrade),
        Loop("count-answers", count),
        Loop("count-contests", partial(count_ended, database)),
        Loop("digests", Digests(database, schedule, settings.digest_every_s).step),
        Loop("partitions", make_room),
        Loop("losses", make_good),
        Loop("outdated-tokens", forget_tokens),
        Loop("pictures", partial(sweep_pictures, database)),
    ]


async def count_ended(database: Database) -> float:
    await count_contests(database)
    return COUNT_REST_S


async def sweep_pictures(database: Database) -> float:
    """Pictures that no question wants are taken away. The seconds to rest."""
    async with database.begin() as transaction:
        swept = await pictures.sweep(transaction)
    if swept:
        log.info("pictures that no question wants are gone", names=swept)
    return FORGET_REST_S


class Digests:
    """Publishes the digests that are due; at first those of what an earlier process relayed a moment ago, too."""

    def __init__(self, database: Database, schedule: publish_digests.DigestSchedule, rest_s: float) -> None:
        self._database = database
        self._schedule = schedule
        self._rest_s = rest_s
        self._has_begun = False

    async def step(self) -> float:
        began = time.monotonic()
        async with self._database.begin() as transaction:
            if not self._has_begun:
                self._schedule.watch(await watch_again(transaction))
            await publish_digests.publish_digests(transaction, self._schedule.next_buckets())
        self._has_begun = True
        self._schedule.step_done()
        if self._schedule.has_backlog:
            return BACKLOG_REST_S
        took_s = time.monotonic() - began
        return max(self._rest_s, min(DIGEST_RESTS * took_s, LONGEST_DIGEST_REST_S))

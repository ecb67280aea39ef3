"""What a scoring worker does again and again."""

import time
from collections.abc import Sequence

from prometheus_client import Gauge

from scoring_service.queries.digests import count_doubts
from scoring_service.queries.state import note_caught_up
from scoring_service.settings import Settings
from scoring_service.use_cases import freeze_results
from scoring_service.use_cases.publish_flag_counts import publish_flag_counts
from scoring_service.use_cases.publish_totals import publish_totals
from services.chassis.worker import Worker
from services.contracts.events import SessionFinished
from services.kit.catch_up import CatchUp
from services.kit.database import Database
from services.kit.loops import Loop
from services.kit.signatures import Signet

PUBLISH_EVERY_S = 0.75
LOOK_EVERY_S = 0.4
FREEZE_EVERY_S = 2.0
TRY_AGAIN_AFTER_S = 2.0
COMPARE_EVERY_S = 5.0
"""While results wait. What is only on its way arrives sooner."""
HEARTBEAT_EVERY_S = 1.0


FINALS_WAITING = Gauge("contest_finals_waiting", "Contests declared final whose sessions are not all in the ledger")
LEDGER_BEHIND = Gauge("contest_ledger_behind_seconds", "Since when the ledger has not had everything of its stream")
IN_DOUBT = Gauge("contest_digests_in_doubt", "Buckets of ten minutes that differ between quiz and the ledger")


def loops(settings: Settings, worker: Worker, group: str) -> Sequence[Loop]:
    database = worker.database
    signet = Signet(settings.secret, freeze_results.PURPOSE)
    compared_at: dict[str, float] = {}
    told = 0

    async def publish() -> float:
        nonlocal told
        async with database.begin() as transaction:
            told = await publish_totals(transaction, after=told) or told
        return PUBLISH_EVERY_S

    async def count_flags() -> float:
        async with database.begin() as transaction:
            await publish_flag_counts(transaction)
        return PUBLISH_EVERY_S

    async def freeze() -> float:
        is_done, still_waiting, now = True, 0, time.monotonic()
        async with database.begin() as transaction:
            waiting = await freeze_results.read_waiting(transaction)
        for contest in waiting:
            is_frozen = await freeze_results.freeze_results(database, contest, signet)
            if not is_frozen and now - compared_at.setdefault(contest.id, now) > COMPARE_EVERY_S:
                compared_at[contest.id] = now
                async with database.begin() as transaction:
                    await freeze_results.ask_for_comparison(transaction, contest)
            is_done &= is_frozen
            still_waiting += not is_frozen
        FINALS_WAITING.set(still_waiting)
        return FREEZE_EVERY_S if is_done else TRY_AGAIN_AFTER_S

    return [
        Loop("totals", publish),
        Loop("flags", count_flags),
        Loop("finals", freeze),
        Loop("heartbeat", Heartbeat(database, CatchUp(worker.redis, SessionFinished.stream, group)).step),
    ]


class Heartbeat:
    """Tells the HTTP processes, once a second at most, until when the ledger has everything of its stream."""

    def __init__(self, database: Database, catch_up: CatchUp) -> None:
        self._database = database
        self._catch_up = catch_up
        self._written_at = -HEARTBEAT_EVERY_S

    async def step(self) -> float:
        behind_s = await self._catch_up.behind_s()
        if behind_s is not None:
            LEDGER_BEHIND.set(behind_s)
        if behind_s is not None and time.monotonic() - self._written_at >= HEARTBEAT_EVERY_S:
            async with self._database.begin() as transaction:
                await note_caught_up(transaction, behind_s)
                IN_DOUBT.set(await count_doubts(transaction))
            self._written_at = time.monotonic()
        return LOOK_EVERY_S

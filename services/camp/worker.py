"""The background of the camp service: consumers, totals of units, and the results of camps that have closed."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from services.camp.queries import finals
from services.camp.settings import Settings
from services.camp.subscriptions import SUBSCRIPTIONS
from services.camp.tables import shared
from services.camp.use_cases.publish_totals import publish_all, publish_totals
from services.camp.use_cases.steps.find import find_camp
from services.camp.use_cases.works.freeze_top import PURPOSE, freeze_top
from services.camp.use_cases.works.sweep_films import sweep_films
from services.chassis import worker
from services.chassis.storage import storage_at
from services.chassis.worker import Duties, Worker
from services.contracts.events import CampUnitTotalsChanged
from services.kit.loops import Loop
from services.kit.signatures import Signet

GROUP = "camp"
COUNT_EVERY_S = 1.0
FREEZE_EVERY_S = 2.0
SWEEP_EVERY_S = 60.0
SHARE_OF_TIME = 4
"""Counting rests so many times as long as it took: however many learn, it takes a fifth of a connection."""
POOL_SIZE = 8


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(running: Worker) -> AsyncIterator[Duties]:
        async def count() -> float:
            began = time.monotonic()
            async with running.database.begin() as transaction:
                await publish_totals(transaction)
            return max(COUNT_EVERY_S, SHARE_OF_TIME * (time.monotonic() - began))

        async def freeze() -> float:
            async with running.database.begin() as transaction:
                await finals.thaw_open(transaction)
                closed = await finals.read_closed(transaction)
            for camp_id in closed:
                async with running.database.begin() as transaction:
                    await freeze_top(transaction, await find_camp(transaction, camp_id), signet)
            return FREEZE_EVERY_S

        async def sweep() -> float:
            await sweep_films(running.database, storage)
            return SWEEP_EVERY_S

        signet, storage = Signet(settings.secret, PURPOSE), storage_at(settings.films_url)
        loops = [Loop("totals", count), Loop("finals", freeze), Loop("films", sweep)]
        yield Duties(loops, {CampUnitTotalsChanged.stream: publish_all}, SUBSCRIPTIONS)

    return worker.create_app(settings, shared, opening, group=GROUP, pool_size=POOL_SIZE)

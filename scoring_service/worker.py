"""The background of the scoring service: consumers, published totals, finals, heartbeat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from scoring_service import loops
from scoring_service.domain.signals import Watch
from scoring_service.queries.flags import forget_counts
from scoring_service.queries.publication import forget_published
from scoring_service.settings import Settings
from scoring_service.subscriptions import subscriptions
from scoring_service.tables import shared
from services.chassis import worker
from services.chassis.worker import Duties, Worker
from services.contracts.events import FlagsCounted, ResendRequested, UnitTotalsChanged

GROUP = "scoring"
OWNED = {
    UnitTotalsChanged.stream: forget_published,
    FlagsCounted.stream: forget_counts,
    ResendRequested.stream: None,
}
POOL_SIZE = 14
"""One for each loop."""


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(running: Worker) -> AsyncIterator[Duties]:
        yield Duties(loops.loops(settings, running, GROUP), OWNED, subscriptions(Watch(settings.thresholds)))

    return worker.create_app(settings, shared, opening, group=GROUP, pool_size=POOL_SIZE)

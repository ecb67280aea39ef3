"""The background of the quiz service: relays, deadline sweep, digests, scoring again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from quiz_service import loops
from quiz_service.settings import Settings
from quiz_service.subscriptions import subscriptions
from quiz_service.tables import shared
from quiz_service.use_cases.delivery.publish_digests import DigestSchedule
from quiz_service.use_cases.steps.announce_contest import publish_contests
from quiz_service.use_cases.steps.publish_withdrawals import publish_all_withdrawals
from services.chassis import worker
from services.chassis.worker import Duties, Worker
from services.contracts.events import BucketDigest, ContestChanged, QuestionWithdrawn, SessionFinished

OWNED = {
    ContestChanged.stream: publish_contests,
    QuestionWithdrawn.stream: publish_all_withdrawals,
    SessionFinished.stream: None,
    BucketDigest.stream: None,
}
POOL_SIZE = 16
"""One for each loop but the sweep."""
HOT_CONNECTIONS = 2
"""For the sweep, and for the looks of the relays."""


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(running: Worker) -> AsyncIterator[Duties]:
        schedule = DigestSchedule()
        yield Duties(loops.loops(settings, running, schedule), OWNED, subscriptions(schedule))

    return worker.create_app(
        settings, shared, opening, group="quiz", pool_size=POOL_SIZE, hot_connections=HOT_CONNECTIONS
    )

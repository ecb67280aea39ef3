"""The background of the directory: relay of the outbox, health of its streams, forgetting of ended sign-ins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from services.chassis import worker
from services.chassis.worker import Duties, Worker
from services.contracts.events import AccessChanged, ParticipantErased, UnitChanged
from services.directory.queries.tombstones import forget_tombstones
from services.directory.settings import Settings
from services.directory.subscriptions import SUBSCRIPTIONS
from services.directory.tables import shared
from services.directory.use_cases.organisers.republish_access import republish_access
from services.directory.use_cases.participants.republish_erasures import republish_erasures
from services.directory.use_cases.signing_in.forget_expired_sign_ins import forget_expired_sign_ins
from services.directory.use_cases.units.republish_units import republish_units
from services.kit.loops import Loop

OWNED = {
    UnitChanged.stream: republish_units,
    AccessChanged.stream: republish_access,
    ParticipantErased.stream: republish_erasures,
}
POOL_SIZE = 5
"""One for each loop."""
FORGET_EVERY_S = 600.0


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(running: Worker) -> AsyncIterator[Duties]:
        async def forget() -> float:
            async with running.database.begin() as transaction:
                await forget_tombstones(transaction)
                return 0.0 if await forget_expired_sign_ins(transaction) else FORGET_EVERY_S

        yield Duties([Loop("forget-sign-ins", forget)], OWNED, SUBSCRIPTIONS)

    return worker.create_app(settings, shared, opening, group="directory", pool_size=POOL_SIZE)

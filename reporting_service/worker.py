"""The background of the reporting service: consumers and reminders."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette

from reporting_service.outside.outlets import HttpOutlet, Outlet
from reporting_service.settings import Settings
from reporting_service.subscriptions import SUBSCRIPTIONS
from reporting_service.tables import shared
from reporting_service.use_cases.obligations.remind import remind
from reporting_service.use_cases.obligations.send_notice import send_notice
from services.chassis import worker
from services.chassis.worker import Duties, Worker
from services.contracts.events import ReportAccepted
from services.kit.database import Database
from services.kit.loops import Loop
from services.kit.outbound import Outbound

POOL_SIZE = 8
"""One for each loop."""
REMIND_EVERY_S = 60.0
OUTBOUND_TIMEOUT_S = 3.0

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None) -> Starlette:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(running: Worker) -> AsyncIterator[Duties]:
        outbound = Outbound(OUTBOUND_TIMEOUT_S)
        outlet = None if settings.reminder_webhook is None else HttpOutlet(outbound, settings.reminder_webhook)
        try:
            loops = [Loop("remind", Reminders(running.database, outlet).step)]
            yield Duties(loops, {ReportAccepted.stream: None}, SUBSCRIPTIONS)
        finally:
            await outbound.close()

    return worker.create_app(settings, shared, opening, group="reporting", pool_size=POOL_SIZE)


class Reminders:
    """Notes who has to be reminded, and sends it where there is an outlet."""

    def __init__(self, database: Database, outlet: Outlet | None) -> None:
        self._database = database
        self._outlet = outlet

    async def step(self) -> float:
        async with self._database.begin() as transaction:
            due = await remind(transaction)
        if self._outlet is None:
            return REMIND_EVERY_S
        for stage, owed in due.items():
            async with self._database.begin() as transaction:
                notice = await send_notice(transaction, self._outlet, stage, owed)
            if notice:
                log.info("units reminded", kind=stage.kind, form=stage.template_id, units=len(notice.units))
        return REMIND_EVERY_S

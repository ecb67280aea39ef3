"""Runs an HTTP process: opens what every service needs, hands it to the service, and closes it again."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request

from services.chassis import application
from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.chassis.audit_page import audit_routes
from services.chassis.clock import RealTime
from services.chassis.erasures import Erased
from services.chassis.files import Files
from services.chassis.schema import wait_for_schema
from services.chassis.servers import look_over
from services.chassis.settings import ProcessSettings
from services.chassis.shared import Shared
from services.chassis.tables import ServiceTables
from services.chassis.tokens import Verifier
from services.kit.database import Database
from services.kit.loops import Loop, running


@dataclass(frozen=True)
class Process:
    """What an HTTP process holds. Each service extends it once, in its module `process`."""

    database: Database

    def loops(self) -> Sequence[Loop]:
        """What runs beside the requests."""
        return ()

    async def is_ready(self) -> bool:
        """Whether a request could be served now. An exception means no."""
        await self.database.ping()
        return True


Opening = Callable[[Database], AbstractAsyncContextManager[Process]]


def create_app(
    title: str,
    settings: ProcessSettings,
    tables: ServiceTables,
    routers: Sequence[APIRouter],
    opening: Opening,
    *,
    pool_size: int = 4,
    hot_connections: int = 1,
) -> FastAPI:
    """An HTTP service, its record of privileged acts included.

    `opening` builds its `Process` on the open database and ends it when its block is left. `hot_connections` are held
    for single prepared statements; looking up what a caller may do needs one.
    """
    clock = RealTime()
    verifier = Verifier(settings.token_verification_keys, clock.now)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database(
            settings.database_url,
            application_name=f"{settings.instance}-http",
            pool_size=pool_size,
            hot_connections=hot_connections,
        )
        files = Files.of(settings)
        try:
            await database.open()
            await look_over(database, needs_synchronous_standby=settings.needs_synchronous_standby)
            await wait_for_schema(database, tables.outbox.metadata)
            access, journal = AccessCopy(database, tables.access), Journal(database, tables.audit)
            shared = Shared(database, verifier, access, journal, tables, files)
            async with opening(database) as process:
                app.state.shared, app.state.process, app.state.is_ready = shared, process, process.is_ready
                async with running(*await _shared_loops(shared, clock), *process.loops()):
                    yield
        finally:
            await files.workshop.close()
            await database.close()

    return application.create(title, settings, [*routers, audit_routes(tables)], lifespan)


def process_of(request: Request) -> Any:
    """The `Process` of this service; each service names its own type in its module `process`."""
    return request.app.state.process


async def _shared_loops(shared: Shared, clock: RealTime) -> list[Loop]:
    """Keep the clock that tokens are judged by, and whom they are refused to."""

    async def keep_time() -> float:
        return await clock.refresh(shared.database)

    await keep_time()
    loops = [Loop("real-time", keep_time)]
    if shared.tables.erasures is not None:
        erased = Erased(shared.database, shared.tables.erasures)
        await erased.refresh()
        shared.verifier.refused = erased.ended_at
        loops.append(Loop("erasures", erased.refresh))
    return loops

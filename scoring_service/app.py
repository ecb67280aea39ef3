"""HTTP composition root of the scoring service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from scoring_service import tables
from scoring_service.live.boards import Boards
from scoring_service.live.listeners import LiveBoards
from scoring_service.queries.copies import has_units_and_contests
from scoring_service.routes import bulletins, corrections, finals, flags, leaderboards, people
from scoring_service.settings import Settings
from scoring_service.use_cases.freeze_results import PURPOSE
from services.chassis import application
from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.chassis.erasures import Erased
from services.kit.database import Database
from services.kit.event_stream import told_to_stop
from services.kit.loops import Loop, running
from services.kit.printing import Printer, shipped_font
from services.kit.signatures import Signet

FORM = Path(__file__).with_name("data") / "bulletin.typ"
HOT_CONNECTIONS = 2
"""They look whether a board is still current."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, hot_connections=HOT_CONNECTIONS)
        boards = Boards(database)
        live = LiveBoards(boards)
        await database.open()
        erased = Erased(database, tables.erasures)
        await erased.refresh()
        app.state.verifier.refused = erased.subjects
        app.state.database, app.state.boards, app.state.live = database, boards, live
        app.state.access, app.state.audit = AccessCopy(database, tables.access), Journal(database, tables.audit)
        app.state.printer, app.state.workbook_turn = Printer(FORM, shipped_font()), asyncio.Semaphore(1)
        app.state.signet = Signet(settings.secret, PURPOSE)

        async def is_ready() -> bool:
            async with database.begin() as connection:
                return await has_units_and_contests(connection)

        app.state.is_ready = is_ready
        try:
            with told_to_stop(live.end):
                async with running(Loop("live", live.step), Loop("erasures", erased.refresh)):
                    yield
        finally:
            await boards.close()
            await database.close()

    routers = [leaderboards.routes, people.routes, finals.routes, bulletins.routes, flags.routes, corrections.routes]
    return application.create("Scoring", settings, routers, lifespan)

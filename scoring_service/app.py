"""The scoring service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from scoring_service.live.board_cache import BoardCache
from scoring_service.live.listeners import LiveBoards
from scoring_service.process import Process
from scoring_service.routes import bulletins, corrections, finals, flags, leaderboards, people
from scoring_service.settings import Settings
from scoring_service.tables import shared
from scoring_service.use_cases.freeze_results import PURPOSE
from services.chassis import process
from services.kit.database import Database
from services.kit.event_stream import told_to_stop
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer
from services.kit.signatures import Signet

ROUTERS = (leaderboards.routes, people.routes, finals.routes, bulletins.routes, flags.routes, corrections.routes)
FORM = Path(__file__).with_name("data") / "bulletin.typ"
HOT_CONNECTIONS = 2
"""They look whether a board is still current."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        boards = BoardCache(database)
        live = LiveBoards(boards)
        printer, signet = Printer(FORM, shipped_font()), Signet(settings.secret, PURPOSE)
        try:
            with told_to_stop(live.end):
                yield Process(database, boards, live, printer, settings.bulletin_paper_units, signet)
        finally:
            await boards.close()

    return process.create_app("Scoring", settings, shared, ROUTERS, opening, hot_connections=HOT_CONNECTIONS)

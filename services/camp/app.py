"""The camp service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.camp.process import Process
from services.camp.routes import board, camps, certificates, learning, lessons
from services.camp.settings import Settings
from services.camp.tables import shared
from services.chassis import process
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer

ROUTERS = (camps.routes, lessons.routes, learning.routes, certificates.routes, board.routes)
FORM = Path(__file__).with_name("data") / "certificate.typ"


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        yield Process(database, Printer(FORM, shipped_font()))

    return process.create_app("Camp", settings, shared, ROUTERS, opening)

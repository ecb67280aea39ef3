"""The camp service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.camp.process import Process
from services.camp.routes import board, camps, certificates, finals, learning, lessons, reviews, works
from services.camp.settings import Settings
from services.camp.tables import shared
from services.camp.use_cases.works.freeze_top import PURPOSE
from services.chassis import process
from services.chassis.certificates import FORM
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer
from services.kit.signatures import Signet

ROUTERS = (
    finals.routes,
    camps.routes,
    lessons.routes,
    learning.routes,
    certificates.routes,
    board.routes,
    works.routes,
    reviews.routes,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        yield Process(database, Printer(FORM, shipped_font()), Signet(settings.secret, PURPOSE))

    return process.create_app("Camp", settings, shared, ROUTERS, opening)

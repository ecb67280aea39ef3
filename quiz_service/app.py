"""The quiz service over HTTP."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from quiz_service.memory.engine import QuizEngine
from quiz_service.memory.pictures import PictureNames
from quiz_service.process import Process
from quiz_service.routes import (
    bank_files,
    banks,
    certificates,
    contests,
    learning,
    pictures,
    questions,
    sessions,
    withdrawals,
)
from quiz_service.settings import Settings
from quiz_service.tables import shared
from services.chassis import process
from services.chassis.certificates import FORM, PURPOSE, Issuer
from services.kit import streams
from services.kit.database import Database
from services.kit.glyphs import shipped_font
from services.kit.printing import Printer
from services.kit.signatures import Signet

ROUTERS = (
    sessions.routes,
    certificates.routes,
    contests.routes,
    learning.routes,
    banks.routes,
    bank_files.routes,
    questions.routes,
    pictures.routes,
    withdrawals.routes,
)
HOT_CONNECTIONS = 4
"""Start, save and hand-in run one statement at a time each; one more for look-ups."""
COLLECTED_AFTER = (5_000, 20, 100)
"""Objects, and younger collections, until garbage is looked for: with fewer, what is under way is looked through again
and again; with more, nobody is answered for tens of milliseconds (docs/decisions/0037)."""

NUMBER_PREFIX = "JS"
"""竞赛. Other numbers are those of the camp service, and the gateway tells them apart by this."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def opening(database: Database) -> AsyncIterator[Process]:
        redis = streams.connect(settings.redis_url)
        engine = QuizEngine(database, bytes.fromhex(settings.secret), start_queue=settings.start_queue)
        await engine.catalogue.refresh()
        await engine.merges.refresh()
        await engine.outdated.refresh()
        gc.set_threshold(*COLLECTED_AFTER)
        try:
            printer = Printer(FORM, shipped_font())
            issuer = Issuer("contest", NUMBER_PREFIX, Signet(settings.secret, PURPOSE))
            names = PictureNames(database)
            yield Process(database, engine, redis, settings.announce_within_s, printer, issuer, names)
            await engine.drain()
        finally:
            await redis.aclose()

    return process.create_app("Quiz", settings, shared, ROUTERS, opening, pool_size=2, hot_connections=HOT_CONNECTIONS)

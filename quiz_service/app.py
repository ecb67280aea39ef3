"""HTTP composition root of the quiz service."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from fastapi import FastAPI

from quiz_service import tables
from quiz_service.memory.quiz import Quiz
from quiz_service.routes import banks, contests, learning, questions, sessions
from quiz_service.settings import Settings
from services.chassis import application
from services.chassis.access import AccessCopy
from services.chassis.audit import Journal
from services.chassis.erasures import Erased
from services.kit import streams
from services.kit.database import Database
from services.kit.loops import Loop, running

HOT_CONNECTIONS = 4
"""Start, save and hand-in run one statement at a time each; one more for look-ups."""
COLLECTED_AFTER = (5_000, 20, 100)
"""Objects, and younger collections, until garbage is looked for: with fewer, what is under way is looked through again
and again; with more, nobody is answered for tens of milliseconds (docs/decisions/0037)."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, pool_size=2, hot_connections=HOT_CONNECTIONS)
        redis = streams.connect(settings.redis_url)
        quiz = Quiz(database, bytes.fromhex(settings.secret), start_queue=settings.start_queue)
        await database.open()
        await quiz.catalogue.refresh()
        erased = Erased(database, tables.erasures)
        await erased.refresh()
        app.state.verifier.refused = erased.subjects
        app.state.quiz, app.state.database, app.state.redis = quiz, database, redis
        app.state.access, app.state.audit = AccessCopy(database, tables.access), Journal(database, tables.audit)
        app.state.announce_within_s = settings.announce_within_s

        async def is_ready() -> bool:
            async with database.begin() as connection:
                await connection.execute(sa.text("SELECT 1"))
            return True

        app.state.is_ready = is_ready
        gc.set_threshold(*COLLECTED_AFTER)
        try:
            async with running(Loop("catalogue", quiz.catalogue.refresh), Loop("erasures", erased.refresh)):
                yield
                await quiz.drain()
        finally:
            await redis.aclose()
            await database.close()

    routers = [sessions.routes, contests.routes, learning.routes, banks.routes, questions.routes]
    return application.create("Quiz", settings, routers, lifespan)

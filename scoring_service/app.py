"""HTTP composition root of the scoring service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from scoring_service import tables
from scoring_service.boards import Boards
from scoring_service.queries.copies import has_units_and_contests
from scoring_service.routes import leaderboards, people
from scoring_service.settings import Settings
from services.kit import application
from services.kit.access import AccessCopy
from services.kit.database import Database

HOT_CONNECTIONS = 2
"""They look whether a board is still current."""


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()  # from the environment

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        name = f"{settings.instance}-http"
        database = Database(settings.database_url, application_name=name, hot_connections=HOT_CONNECTIONS)
        boards = Boards(database)
        await database.open()
        app.state.database, app.state.boards = database, boards
        app.state.access = AccessCopy(database, tables.access)

        async def is_ready() -> bool:
            async with database.begin() as connection:
                return await has_units_and_contests(connection)

        app.state.is_ready = is_ready
        try:
            yield
        finally:
            await boards.close()
            await database.close()

    return application.create("Scoring", settings, [leaderboards.routes, people.routes], lifespan)

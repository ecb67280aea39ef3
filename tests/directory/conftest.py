"""The directory on a fresh database, with the reference data."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from services.directory.app import create_app
from services.directory.use_cases.units.load_units import load_units
from services.kit.database import Database
from tests.directory.builders import settings
from tests.directory.ways import Ways, ways_in


@pytest.fixture(scope="module")
async def admin(postgres_url: str) -> AsyncIterator[Database]:
    """The owner's connection, after the reference data has been loaded."""
    database = Database(postgres_url, application_name="test")
    async with database.begin() as transaction:
        await load_units(transaction)
    yield database
    await database.close()


@pytest.fixture(scope="module")
async def app(admin: Database, postgres_url: str, redis_url: str) -> AsyncIterator[FastAPI]:  # noqa: ARG001
    """The directory under its own database role."""
    application = create_app(settings(postgres_url, redis_url))
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture(scope="module")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://directory") as http:
        yield http


@pytest.fixture(scope="module")
async def ways(admin: Database, postgres_url: str, redis_url: str) -> AsyncIterator[Ways]:  # noqa: ARG001
    """The directory with every way of signing in."""
    async with ways_in(postgres_url, redis_url) as running:
        yield running

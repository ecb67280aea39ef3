"""The camp service on an empty schema under its own role, with one small camp."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from services.camp import tables
from services.camp.app import create_app
from services.camp.settings import Settings
from services.kit.database import Database
from tests.camp.camp_system import CampSystem
from tests.support import tokens
from tests.support.servers import PASSWORD


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    owner = Database(postgres_url, application_name="test")
    async with owner.begin() as transaction:
        for table in reversed(tables.metadata.sorted_tables):
            await transaction.execute(table.delete())
        await transaction.execute(sa.text("UPDATE kit.clock SET ahead = '0'"))
    yield owner
    async with owner.begin() as transaction:
        await transaction.execute(sa.text("UPDATE kit.clock SET ahead = '0'"))
    await owner.close()


@pytest.fixture
async def camp(postgres_url: str, redis_url: str, database: Database, tmp_path: Path) -> AsyncIterator[CampSystem]:
    """The HTTP process with a camp of one lesson hour of one minute, and a few units."""
    url = make_url(postgres_url).set(username="camp", password=PASSWORD).render_as_string(hide_password=False)
    settings = Settings(
        database_url=url,
        redis_url=redis_url,
        secret="5a" * 32,
        token_verification_keys=tokens.public_keys(),
        films_url=tmp_path.as_uri(),
        largest_film_bytes=20 * 1024 * 1024,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        system = CampSystem(app, database)
        await system.found()
        yield system

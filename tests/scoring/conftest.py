"""The scoring service on a fresh database under its own role, and on an empty Valkey."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from scoring_service import tables
from services.kit import streams
from services.kit.database import Database
from tests.scoring.scoring_system import ScoringSystem, scoring_system
from tests.support.servers import PASSWORD


@pytest.fixture
async def owner(postgres_url: str) -> AsyncIterator[Database]:
    """The owner's connection to an emptied schema: for what only migrations and saboteurs do."""
    owner = Database(postgres_url, application_name="test")
    async with owner.begin() as transaction:
        for table in reversed(tables.metadata.sorted_tables):
            if table is not tables.state:
                await transaction.execute(table.delete())
        await transaction.execute(tables.state.update().values(units_version=0, caught_up_at=sa.func.now()))
        await transaction.execute(sa.text("UPDATE kit.clock SET ahead = '0'"))
    yield owner
    await owner.close()


@pytest.fixture
def service_url(postgres_url: str, owner: Database) -> str:  # noqa: ARG001 - the schema is empty first
    url = make_url(postgres_url).set(username="scoring", password=PASSWORD)
    return url.render_as_string(hide_password=False)


@pytest.fixture
async def database(service_url: str) -> AsyncIterator[Database]:
    """The service's own schema, empty, with the service's own rights."""
    database = Database(service_url, application_name="test", pool_size=8, hot_connections=1)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator["Redis"]:
    async with streams.connect(redis_url) as client:
        await client.flushdb()
        yield client


@pytest.fixture
async def scoring(
    service_url: str, redis_url: str, database: Database, owner: Database
) -> AsyncIterator[ScoringSystem]:
    """The HTTP process with the contest and a few units."""
    async with scoring_system(service_url, redis_url, database, owner) as system:
        yield system

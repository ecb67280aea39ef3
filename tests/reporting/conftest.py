"""The reporting service on a fresh database under its own role, with the shipped campaign."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from reporting_service import tables
from reporting_service.settings import Settings
from reporting_service.use_cases.campaigns.load_campaign import load_campaign, load_shipped
from services.kit.database import Database
from tests.reporting import builders
from tests.reporting.reporting_system import ReportingSystem, reporting_system
from tests.support import tokens
from tests.support.servers import PASSWORD


@pytest.fixture
async def owner(postgres_url: str) -> AsyncIterator[Database]:
    """The owner's connection to an emptied schema with the shipped forms."""
    owner = Database(postgres_url, application_name="test")
    emptied = [table.fullname for table in tables.metadata.sorted_tables]
    async with owner.begin() as transaction:
        await transaction.execute(sa.text(f"TRUNCATE {', '.join(emptied)}"))
        await load_shipped(transaction)
        await load_campaign(transaction, builders.campaign())
    yield owner
    async with owner.begin() as transaction:
        await transaction.execute(sa.text("UPDATE kit.clock SET ahead = '0'"))
    await owner.close()


@pytest.fixture
def settings(postgres_url: str, redis_url: str, tmp_path: Path) -> Settings:
    url = make_url(postgres_url).set(username="reporting", password=PASSWORD)
    return Settings(
        database_url=url.render_as_string(hide_password=False),
        redis_url=redis_url,
        token_verification_keys=tokens.public_keys(),
        attachments_url=tmp_path.as_uri(),
    )


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url, application_name="test")
    yield database
    await database.close()


@pytest.fixture
async def reporting(settings: Settings, database: Database, owner: Database) -> AsyncIterator[ReportingSystem]:
    """The HTTP process on 20 June, the 20th day of its contest."""
    async with reporting_system(settings, database, owner) as system:
        yield system

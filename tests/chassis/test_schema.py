"""A process begins once its schema is there as its code knows it (R5.3)."""

import pytest
import sqlalchemy as sa

from quiz_service import tables
from services.chassis import schema
from services.chassis.schema import wait_for_schema
from services.kit.database import Database
from services.kit.errors import Refused
from tests.support.servers import Servers


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "COMPLETE_WITHIN_S", 0.0)


async def test_an_empty_database_is_refused_with_what_to_do(servers: Servers) -> None:
    database = Database(await servers.empty_database(), application_name="test")

    with pytest.raises(Refused, match="run `contest migrate`"):
        await wait_for_schema(database, tables.metadata)
    await database.close()


async def test_an_old_schema_is_refused_by_what_it_lacks(postgres_url: str) -> None:
    database = Database(postgres_url, application_name="test")
    await wait_for_schema(database, tables.metadata)
    async with database.begin() as transaction:
        await transaction.execute(sa.text("ALTER TABLE quiz.sessions DROP COLUMN cause"))

    with pytest.raises(Refused, match=r"lacks sessions\.cause:"):
        await wait_for_schema(database, tables.metadata)
    await database.close()


async def test_what_a_newer_version_has_added_does_no_harm(servers: Servers) -> None:
    """Expand first, contract later: the old processes go on beside the new ones."""
    database = Database(await servers.fresh_database(), application_name="test")
    async with database.begin() as transaction:
        await transaction.execute(sa.text("ALTER TABLE quiz.sessions ADD COLUMN newer integer"))

    await wait_for_schema(database, tables.metadata)
    await database.close()

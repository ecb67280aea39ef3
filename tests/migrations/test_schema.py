"""The migrations make the tables that the code works with, and each role can reach its own schema only."""

import asyncpg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.run import SCHEMAS, is_ours, metadata, migrate
from services.kit.database import asyncpg_url
from tests.support.servers import PASSWORD, ROLES


@pytest.mark.parametrize("tables", metadata(), ids=lambda tables: tables.schema)
async def test_the_database_has_the_tables_of_the_code(postgres_url: str, tables: sa.MetaData) -> None:
    engine = create_async_engine(asyncpg_url(postgres_url))

    def compare(connection: sa.Connection) -> list[object]:
        options = {"include_schemas": True, "include_object": is_ours_alone, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), tables))

    def is_ours_alone(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:  # noqa: FBT001
        if kind == "table" and getattr(thing, "schema", None) != tables.schema:
            return False
        return is_ours(thing, name, kind, reflected, other)

    async with engine.connect() as connection:
        differences = await connection.run_sync(compare)
    await engine.dispose()

    assert differences == []


async def test_migrating_again_changes_nothing(postgres_url: str) -> None:
    await migrate(postgres_url, dict.fromkeys(ROLES, PASSWORD))


@pytest.mark.parametrize("role", SCHEMAS)
async def test_a_role_reads_its_own_schema_and_no_other(postgres_url: str, role: str) -> None:
    url = make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    refused = []
    for schema in SCHEMAS:
        try:
            await connection.fetch(f"SELECT * FROM {schema}.outbox")
        except asyncpg.InsufficientPrivilegeError:
            refused.append(schema)
    await connection.close()

    assert refused == [schema for schema in SCHEMAS if schema != role]


async def test_no_role_may_turn_the_clock_or_make_tables(postgres_url: str) -> None:
    for role in SCHEMAS:
        url = make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
        connection = await asyncpg.connect(url)
        for forbidden in ("UPDATE kit.clock SET ahead = '1 day'", f"CREATE TABLE {role}.own (id int)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
        await connection.close()


async def test_statistics_of_what_grows_with_the_sessions_are_gathered_rarely(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("SELECT quiz.create_session_partitions('2031-06-01', '2031-06-01')")
    await connection.execute("SELECT scoring.create_ledger_partitions('2031-06-01', '2031-06-01')")
    eager = await connection.fetch(
        "SELECT oid::regclass::text FROM pg_class LEFT JOIN pg_inherits ON inhrelid = oid WHERE relkind = 'r' "
        "AND (inhparent IN ('quiz.sessions'::regclass, 'scoring.ledger'::regclass) "
        "OR oid IN ('scoring.participants'::regclass, 'scoring.flags'::regclass)) "
        "AND coalesce(array_to_string(reloptions, ','), '') NOT LIKE '%autovacuum_analyze_scale_factor=%'"
    )
    await connection.close()

    assert eager == []

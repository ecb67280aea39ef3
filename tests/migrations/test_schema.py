"""The migrations make the tables that the code works with, and each role can reach its own schema only."""

from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.runtime.environment import NameFilterParentNames, NameFilterType
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.schema import SCHEMAS, metadata

PARTITIONS = sa.text("SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relispartition")


@pytest.fixture(scope="module", autouse=True)
async def _days(postgres_url: str) -> None:
    """Days of a contest, so that whatever is asserted here holds with partitions present."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("SELECT quiz.create_session_partitions('2026-06-01', '2026-06-02')")
    await connection.execute("SELECT scoring.create_ledger_partitions('2026-06-01', '2026-06-02')")
    await connection.close()


def differences(connection: sa.Connection, tables: sa.MetaData) -> list[Any]:
    """Between the tables of the code and those of the database. Partitions, made with each contest, are left out."""
    partitions = {tuple(row) for row in connection.execute(PARTITIONS)}

    def is_compared(name: str | None, kind: NameFilterType, parents: NameFilterParentNames) -> bool:
        if kind == "schema":
            return name == tables.schema
        return kind != "table" or (parents["schema_name"], name) not in partitions

    options = {"include_schemas": True, "include_name": is_compared, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), tables))


@pytest.mark.parametrize("tables", metadata(), ids=lambda tables: tables.schema)
async def test_the_database_has_the_tables_of_the_code(postgres_url: str, tables: sa.MetaData) -> None:
    engine = create_async_engine(make_url(postgres_url).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences, tables)
    await engine.dispose()

    assert found == []


async def test_every_partitioned_table_has_a_day_while_it_is_compared(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    rows = await connection.fetch(
        "SELECT partrelid::regclass::text AS name, count(inhrelid) AS days FROM pg_partitioned_table "
        "LEFT JOIN pg_inherits ON inhparent = partrelid AND inhrelid <> partdefid GROUP BY 1 ORDER BY 1"
    )
    await connection.close()

    assert [tuple(row) for row in rows] == [("quiz.sessions", 2), ("scoring.ledger", 2)]


@pytest.mark.parametrize("tables", metadata(), ids=lambda tables: tables.schema)
async def test_a_table_beside_the_code_shows_though_its_name_is_that_of_a_partition(
    postgres_url: str, tables: sa.MetaData
) -> None:
    engine = create_async_engine(make_url(postgres_url).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        for name in ("sessions_20260603", "ledger_p20260603", "ledger_rest_of_it", "old_rest"):
            await connection.execute(sa.text(f"CREATE TABLE {tables.schema}.{name} (id int)"))
        found = await connection.run_sync(differences, tables)
        await connection.rollback()
    await engine.dispose()

    assert sorted((act, table.name) for act, table in found) == [
        ("remove_table", "ledger_p20260603"),
        ("remove_table", "ledger_rest_of_it"),
        ("remove_table", "old_rest"),
        ("remove_table", "sessions_20260603"),
    ]


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

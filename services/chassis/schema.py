"""A process begins to work once its schema has every table and column that its code knows."""

import asyncio
import time

import sqlalchemy as sa
from prometheus_client import Gauge

from services.kit.database import Database
from services.kit.errors import Refused

COMPLETE_WITHIN_S = 20.0
LOOK_EVERY_S = 0.5
MOST_NAMED = 3

COLUMNS = sa.text("""
SELECT c.relname || '.' || a.attname
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
WHERE n.nspname = :schema AND a.attnum > 0 AND NOT a.attisdropped
""")

REVISIONS = sa.text("SELECT version_num FROM kit.alembic_version")
SCHEMA = Gauge("contest_schema_info", "Revisions of the schema that this process found at its start", ["revision"])


async def wait_for_schema(database: Database, metadata: sa.MetaData) -> None:
    """Raises `Refused` when the migration has not come for some time. What is there beyond it does no harm."""
    until = time.monotonic() + COMPLETE_WITHIN_S
    while missing := await _missing(database, metadata):
        if time.monotonic() > until:
            named = ", ".join(missing[:MOST_NAMED]) + (" and others" if len(missing) > MOST_NAMED else "")
            raise Refused(f"The schema {metadata.schema} lacks {named}: run `contest migrate` of this version first.")
        await asyncio.sleep(LOOK_EVERY_S)
    async with database.begin() as connection:
        for revision in (await connection.execute(REVISIONS)).scalars():
            SCHEMA.labels(revision).set(1)


async def _missing(database: Database, metadata: sa.MetaData) -> list[str]:
    async with database.begin() as connection:
        found = set((await connection.execute(COLUMNS, {"schema": metadata.schema})).scalars())
    known = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    return sorted(known - found)

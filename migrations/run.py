"""Bring a database to the newest schema: roles, schemas, then every branch to its head."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from quiz_service import tables as quiz
from reporting_service import tables as reporting
from scoring_service import tables as scoring
from services.directory import tables as directory
from services.kit.database import asyncpg_url

ALEMBIC_INI = Path(__file__).with_name("alembic.ini")
SCHEMAS = ("directory", "quiz", "scoring", "reporting")


def metadata() -> list[sa.MetaData]:
    return [directory.metadata, quiz.metadata, scoring.metadata, reporting.metadata]


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001
    """Leave partitions, which are made with each contest, and the kit's own tables out of the comparison."""
    if kind == "table":
        schema = thing.schema
        if schema not in SCHEMAS:
            return False
        return not ((reflected and name is not None and "_p2" in name) or str(name).endswith("_rest"))
    return True


async def migrate(admin_url: str, role_passwords: Mapping[str, str]) -> None:
    """Create or update roles and schema. Safe to repeat; two at the same time take turns."""
    engine = create_async_engine(asyncpg_url(admin_url))
    try:
        async with engine.connect() as connection:
            await connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('contest migrate'))"))
            await connection.commit()
            for role, password in role_passwords.items():
                await _ensure_role(connection, role, password)
            await connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS kit"))
            await connection.commit()
            await connection.run_sync(lambda sync: command.upgrade(config(sync), "heads"))
            await connection.commit()
    finally:
        await engine.dispose()


def config(connection: sa.Connection) -> Config:
    alembic = Config(str(ALEMBIC_INI))
    alembic.attributes["connection"] = connection
    return alembic


async def _ensure_role(connection: Any, role: str, password: str) -> None:
    known = await connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    verb = "ALTER" if known.first() else "CREATE"
    literal = password.replace("'", "''")
    await connection.execute(sa.text(f"{verb} ROLE {role} LOGIN PASSWORD '{literal}'"))

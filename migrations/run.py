"""Bring a database to the newest schema: roles, schemas, then every branch to its head."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from services.kit.database import asyncpg_url

ALEMBIC_INI = Path(__file__).with_name("alembic.ini")


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
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "heads"))
            await connection.commit()
    finally:
        await engine.dispose()


def _config(connection: sa.Connection) -> Config:
    alembic = Config(str(ALEMBIC_INI))
    alembic.attributes["connection"] = connection
    return alembic


async def _ensure_role(connection: Any, role: str, password: str) -> None:
    known = await connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    verb = "ALTER" if known.first() else "CREATE"
    literal = password.replace("'", "''")
    await connection.execute(sa.text(f"{verb} ROLE {role} LOGIN PASSWORD '{literal}'"))

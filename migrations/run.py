"""Bring a database to the newest schema: roles, schemas, then every branch to its head."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from services.kit.errors import Refused
from services.kit.postgresql import Servers

CONNECT_WITHIN_S = 10.0
LOCKED_WITHIN = "5s"
"""Whoever waits for a table has everybody else wait behind it."""
MAY_ACT_AS = sa.text("SELECT pg_has_role(current_user, :role, 'SET') AND pg_has_role(current_user, :role, 'USAGE')")
ALEMBIC_INI = Path(__file__).with_name("alembic.ini")


async def migrate(admin_url: str, role_passwords: Mapping[str, str]) -> None:
    """Create or update roles and schema. Safe to repeat; two at the same time take turns.

    Raises `Refused`, with nothing changed in the schema, where a table stays in use.
    """
    servers = Servers(admin_url)

    async def connect() -> asyncpg.Connection:
        return await servers.connect(within_s=CONNECT_WITHIN_S, settings={"application_name": "contest-migrate"})

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('contest migrate'))"))
            await connection.execute(sa.text(f"SET lock_timeout = '{LOCKED_WITHIN}'"))
            await connection.commit()
            for role, password in role_passwords.items():
                await _ensure_role(connection, role, password)
            await connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS kit"))
            await connection.commit()
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "heads"))
            await connection.execute(sa.text("GRANT SELECT ON kit.alembic_version TO PUBLIC"))
            await connection.commit()
    except DBAPIError as error:
        if isinstance(getattr(error.orig, "__cause__", None), asyncpg.LockNotAvailableError):
            raise Refused(
                f"A table was in use for more than {LOCKED_WITHIN}. The schema is as it was: look in pg_stat_activity "
                "for a transaction that has been open for long, end it, and repeat."
            ) from error
        raise
    finally:
        await engine.dispose()


def _config(connection: sa.Connection) -> Config:
    alembic = Config(str(ALEMBIC_INI))
    alembic.attributes["connection"] = connection
    return alembic


async def _ensure_role(connection: Any, role: str, password: str) -> None:
    """Make the role, and let the owner act as it, as `createrole_self_grant` would have done. Raises `Refused`."""
    known = await connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    verb = "ALTER" if known.first() else "CREATE"
    literal = password.replace("'", "''")
    try:
        async with connection.begin_nested():
            await connection.execute(sa.text(f"{verb} ROLE {role} LOGIN PASSWORD '{literal}'"))
            if not (await connection.execute(MAY_ACT_AS, {"role": role})).scalar_one():
                await connection.execute(sa.text(f"GRANT {role} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE"))
    except ProgrammingError as error:
        owner = (await connection.execute(sa.text("SELECT current_user"))).scalar_one()
        raise Refused(
            f"{owner} may not make, change and act as the role {role}. It needs CREATEROLE; where somebody else made "
            f"the role, let a superuser say: GRANT {role} TO {owner} WITH INHERIT TRUE, SET TRUE, ADMIN TRUE"
        ) from error

"""Migrating again changes nothing, which is seen because every change would show."""

import asyncpg
import pytest

from migrations.run import migrate
from services.kit.errors import Refused
from tests.support.schema import everything_in
from tests.support.servers import PASSWORD, ROLES


async def test_migrating_again_changes_nothing(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    before = await everything_in(connection)

    await migrate(postgres_url, dict.fromkeys(ROLES, PASSWORD))

    after = await everything_in(connection)
    await connection.close()
    assert after == before


async def test_a_table_that_stays_in_use_is_not_waited_for(postgres_url: str) -> None:
    """R6.8: everybody else would wait behind the migration."""
    connection = await asyncpg.connect(postgres_url)
    before = await everything_in(connection)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("LOCK TABLE kit.alembic_version IN ACCESS EXCLUSIVE MODE")

    with pytest.raises(Refused, match="in use for more than 5s"):
        await migrate(postgres_url, dict.fromkeys(ROLES, PASSWORD))

    await transaction.rollback()
    after = await everything_in(connection)
    await connection.close()
    assert after == before


@pytest.mark.parametrize(
    ("change", "shows_in"),
    [
        ("GRANT DELETE ON scoring.ledger TO scoring", "pg_class"),
        ("ALTER TABLE scoring.state SET (fillfactor = 90)", "pg_class"),
        ("CREATE INDEX ON quiz.sessions (entry)", "pg_index"),
        ("ALTER TABLE quiz.sessions_rest ALTER COLUMN paper SET STATISTICS 10", "pg_attribute"),
        ("ALTER TABLE quiz.questions ALTER COLUMN written_at DROP DEFAULT", "pg_attrdef"),
        ("ALTER TABLE reporting.template_uses DROP CONSTRAINT template_uses_due_from_check", "pg_constraint"),
        ("ALTER FUNCTION kit.contest_now() STABLE", "pg_proc"),
        ("COMMENT ON TABLE quiz.banks IS 'planted'", "pg_description"),
        ("ALTER DEFAULT PRIVILEGES IN SCHEMA quiz REVOKE DELETE ON TABLES FROM quiz", "pg_default_acl"),
        ("ALTER ROLE reporting CREATEDB", "pg_authid"),
        ("GRANT quiz TO scoring", "pg_auth_members"),
        ("UPDATE kit.clock SET ahead = '1 day'", "kit.clock"),
        ("UPDATE quiz.sweep SET swept_to = now()", "quiz.sweep"),
    ],
)
async def test_a_planted_change_shows(postgres_url: str, change: str, shows_in: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    before = await everything_in(connection)
    transaction = connection.transaction()
    await transaction.start()

    await connection.execute(change)

    after = await everything_in(connection)
    await transaction.rollback()
    await connection.close()
    assert shows_in in {name for name in after if after[name] != before[name]}

"""What reporting had recorded in its own way stays on record (I15)."""

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.run import config
from reporting_service.tables import audit
from services.chassis.audit import breaches
from services.kit.database import asyncpg_url
from tests.support.servers import Servers

FORMER = sa.text("""
INSERT INTO reporting.audit_log (id, at, actor, action, report_id, version, detail, hash)
SELECT n, now(), 'tester', 'submit', gen_random_uuid(), 1, '{}', 'hash' FROM generate_series(1, 3) AS n
""")


async def test_records_of_the_former_log_are_carried_into_the_chain(servers: Servers) -> None:
    """I15"""
    engine = create_async_engine(asyncpg_url(await servers.empty_database()))
    async with engine.connect() as connection:
        await connection.execute(sa.text("CREATE SCHEMA kit"))
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "rep_0002"))
        await connection.execute(FORMER)
        await connection.run_sync(lambda sync: command.upgrade(config(sync), "reporting@head"))

        kept = (await connection.execute(sa.text("SELECT count(*) FROM reporting.acts"))).scalar_one()
        carried = (await connection.execute(sa.select(audit.c.act, audit.c.actor))).all()
        broken = await breaches(connection, audit)
    await engine.dispose()

    assert kept == 3
    assert [tuple(row) for row in carried] == [("report.submit", "tester")] * 3
    assert broken == []

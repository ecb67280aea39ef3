"""What a process will not work with is refused when it starts (R5.3, R6.8)."""

import pytest
from sqlalchemy.engine import make_url

from services.chassis.servers import look_over
from services.kit.database import Database
from services.kit.errors import Refused
from tests.support.poolers import pooler
from tests.support.servers import Servers


async def test_a_pooler_in_transaction_mode_is_refused_at_the_start(postgres_url: str) -> None:
    async with pooler(postgres_url, "transaction") as url:
        database = Database(url, application_name="test")
        with pytest.raises(Refused, match="pool_mode = session"):
            await look_over(database, needs_synchronous_standby=False)
        await database.close()


async def test_a_pooler_in_session_mode_is_not_refused(postgres_url: str) -> None:
    async with pooler(postgres_url, "session") as url:
        database = Database(url, application_name="test")
        await look_over(database, needs_synchronous_standby=False)
        await database.close()


async def test_who_needs_a_standby_refuses_a_server_that_waits_for_none(postgres_url: str, servers: Servers) -> None:
    """R6.8: what was acknowledged is on two machines, or nothing begins."""
    database = Database(postgres_url, application_name="test")
    name = make_url(postgres_url).database
    await look_over(database, needs_synchronous_standby=False)
    with pytest.raises(Refused, match="synchronous_standby_names is ''"):
        await look_over(database, needs_synchronous_standby=True)

    await servers.execute("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
    await servers.execute(f"ALTER DATABASE {name} SET synchronous_commit = local")
    await servers.execute("SELECT pg_reload_conf()")
    try:
        with pytest.raises(Refused, match="synchronous_commit is local"):
            await look_over(database, needs_synchronous_standby=True)
    finally:
        await servers.execute("ALTER SYSTEM RESET synchronous_standby_names")
        await servers.execute("SELECT pg_reload_conf()")
    await database.close()

"""Transactions on a server that hangs or goes away end in time, and the pool recovers by itself."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from services.kit.database import Database
from services.kit.errors import Unavailable
from tests.support.tcp_proxy import TcpProxy, tcp_proxy


@pytest.fixture
async def proxy(postgres_url: str) -> AsyncIterator[TcpProxy]:
    url = make_url(postgres_url)
    async with tcp_proxy(url.host or "", url.port or 0) as proxy:
        yield proxy


@pytest.fixture
async def database(postgres_url: str, proxy: TcpProxy) -> AsyncIterator[Database]:
    url = make_url(postgres_url).set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
    database = Database(url, application_name="test", pool_size=1, statement_timeout_ms=500)
    yield database
    await database.close()


async def ask(database: Database) -> int:
    async with database.begin() as transaction:
        return int((await transaction.execute(sa.text("SELECT 1"))).scalar_one())


async def test_a_hung_server_fails_a_transaction_in_time_and_leaves_the_pool_usable(
    database: Database, proxy: TcpProxy
) -> None:
    await ask(database)
    proxy.hang()

    started_at = time.monotonic()
    with pytest.raises(Unavailable):
        async with asyncio.timeout(5):
            await ask(database)
    took_s = time.monotonic() - started_at
    proxy.resume()

    assert took_s < 3.0
    assert await ask(database) == 1


async def test_a_broken_connection_fails_one_transaction_and_the_next_has_a_new_one(
    database: Database, proxy: TcpProxy
) -> None:
    await ask(database)

    await proxy.cut()
    with pytest.raises(Unavailable):
        await ask(database)
    await proxy.open()

    assert await ask(database) == 1


async def test_a_statement_beyond_its_time_is_unavailable_and_harms_no_other(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.begin() as transaction:
            await transaction.execute(sa.text("SELECT pg_sleep(5)"))

    assert await ask(database) == 1

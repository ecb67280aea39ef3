"""Transactions on a server that hangs or goes away end in time, and the pool recovers by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from services.kit.database import ANSWER_WITHIN_S, Database
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


@pytest.fixture
async def busy_database(postgres_url: str, proxy: TcpProxy) -> AsyncIterator[Database]:
    """As a service opens it, with the usual limits."""
    url = make_url(postgres_url).set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
    database = Database(url, application_name="test", pool_size=2, hot_connections=2)
    await database.open()
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


async def test_a_transaction_that_could_not_begin_leaves_nothing_in_the_pool(
    database: Database, proxy: TcpProxy
) -> None:
    """I16. Under load a BEGIN is cancelled like any statement; what the server says then is told by a wrong word."""
    await ask(database)
    proxy.garble_once(b"BEGIN", b"BUNGE")

    with pytest.raises(Unavailable):
        await ask(database)

    assert [await ask(database) for _ in range(3)] == [1, 1, 1]


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


async def test_a_process_that_starts_while_the_server_is_away_waits_for_it(postgres_url: str, proxy: TcpProxy) -> None:
    """Five starts in vain would end the whole system, and a server that recovers may take longer than they do."""
    url = make_url(postgres_url).set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
    database = Database(url, application_name="test", hot_connections=1)
    await proxy.cut()

    opening = asyncio.create_task(database.open())
    await asyncio.sleep(0.5)
    assert not opening.done()
    await proxy.open()
    await opening

    assert await ask_hot(database) == 1
    await database.close()


async def test_a_silent_server_keeps_nobody_longer_than_the_limit_however_many_wait(
    busy_database: Database, proxy: TcpProxy
) -> None:
    """More callers than connections, of both kinds: their waits for a connection and for an answer do not add up."""
    await asyncio.gather(ask(busy_database), ask_hot(busy_database))
    proxy.hang()

    callers: list[asyncio.Task[float]] = []
    for _ in range(6):
        callers += [asyncio.create_task(seconds_until_refused(each(busy_database))) for each in (ask, ask_hot)]
        await asyncio.sleep(0.3)
    waits = await asyncio.gather(*callers)
    proxy.resume()

    assert max(waits) < ANSWER_WITHIN_S + 0.5
    assert await asyncio.gather(*[each(busy_database) for each in (ask, ask_hot) * 4]) == [1] * 8


async def ask_hot(database: Database) -> int:
    return int((await database.fetch("SELECT 1"))[0][0])


async def seconds_until_refused(asking: Awaitable[int]) -> float:
    started_at = time.monotonic()
    with pytest.raises(Unavailable):
        await asking
    return time.monotonic() - started_at


async def test_whoever_queues_for_a_connection_is_served_as_long_as_others_are(
    database: Database,
) -> None:
    """A crowd that waits for longer than a silent server may is no reason to send the last of it away (R1.5)."""

    async def work() -> None:
        async with database.begin() as transaction:
            await transaction.execute(sa.text("SELECT pg_sleep(0.3)"))

    began = time.monotonic()
    await asyncio.gather(*(work() for _ in range(9)))

    assert time.monotonic() - began > ANSWER_WITHIN_S

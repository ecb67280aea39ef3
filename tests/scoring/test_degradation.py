"""Boards while PostgreSQL is away or hangs are the last ones, with their age (R2.9)."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url

from services.kit.database import Database
from tests.scoring.builders import CONTEST, finished
from tests.scoring.scoring_system import ScoringSystem, record, scoring_system
from tests.scoring.stream_system import eventually
from tests.support import tokens
from tests.support.tcp_proxy import TcpProxy, tcp_proxy


@pytest.fixture
async def proxy(service_url: str) -> AsyncIterator[TcpProxy]:
    url = make_url(service_url)
    async with tcp_proxy(url.host or "", url.port or 0) as proxy:
        yield proxy


@pytest.fixture
async def far_scoring(
    proxy: TcpProxy, service_url: str, redis_url: str, database: Database, owner: Database
) -> AsyncIterator[ScoringSystem]:
    """The HTTP process with its database behind the proxy."""
    url = make_url(service_url).set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
    async with scoring_system(url, redis_url, database, owner) as system:
        yield system


async def test_without_postgresql_the_last_board_is_shown_and_ages(
    far_scoring: ScoringSystem, proxy: TcpProxy, database: Database
) -> None:
    await record(database, finished(score=5))
    before = await far_scoring.ask()

    await proxy.cut()
    await asyncio.sleep(1.5)
    during = await far_scoring.ask()

    assert (during.status_code, during.content) == (200, before.content)
    assert int(during.headers["Age"]) > int(before.headers["Age"])


async def test_without_postgresql_a_client_with_the_last_board_still_gets_304(
    far_scoring: ScoringSystem, proxy: TcpProxy
) -> None:
    tag = (await far_scoring.ask()).headers["ETag"]

    await proxy.cut()
    await asyncio.sleep(0.3)
    reply = await far_scoring.client.get(f"/v1/leaderboards/{CONTEST}/region", headers={"If-None-Match": tag})

    assert reply.status_code == 304


async def test_without_postgresql_what_was_never_shown_is_503_with_a_time_to_retry(
    far_scoring: ScoringSystem, proxy: TcpProxy
) -> None:
    await far_scoring.ask()

    await proxy.cut()
    await asyncio.sleep(0.3)
    board = await far_scoring.ask(parent="370000")
    standing = await far_scoring.get(f"/v1/standings/{CONTEST}/me", tokens.participant())

    assert (board.status_code, standing.status_code) == (503, 503)
    assert "Retry-After" in board.headers
    assert "Retry-After" in standing.headers


async def test_a_hung_postgresql_holds_a_reader_for_a_second_at_most_and_the_next_not_at_all(
    far_scoring: ScoringSystem, proxy: TcpProxy
) -> None:
    before = await far_scoring.ask()
    await asyncio.sleep(0.3)
    proxy.hang()

    waits = []
    for _ in range(3):
        started_at = time.monotonic()
        reply = await far_scoring.ask()
        waits.append(time.monotonic() - started_at)
        assert (reply.status_code, reply.content) == (200, before.content)
    proxy.resume()

    assert max(waits) < 1.5
    assert max(waits[1:]) < 0.2


async def test_boards_follow_again_when_postgresql_is_back(
    far_scoring: ScoringSystem, proxy: TcpProxy, database: Database
) -> None:
    await far_scoring.ask()
    await proxy.cut()
    await asyncio.sleep(0.3)
    await far_scoring.ask()

    await record(database, finished(score=5))
    await proxy.open()

    async def is_shown() -> bool:
        return (await far_scoring.board())["items"][0]["points"] == 5

    assert await eventually(is_shown) < 5.0

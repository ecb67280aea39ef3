"""The base in force at the opening is the one that rates use, whoever would like another (R2.7, R6.3, I21)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.access.people import CONTEST, PATIENCE_S, People, people

WEIHAI = "371000"


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def base_on_the_board(system: People) -> int | None:
    board = await system.scoring.get(f"/v1/leaderboards/{CONTEST}/region?parent=370000&metric=participation_rate")
    found: dict[str, int | None] = {row["unit"]["code"]: row["registered_base"] for row in board.json()["items"]}
    return found[WEIHAI]


async def until_the_board_says(system: People, base: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await base_on_the_board(system) != base:
            await asyncio.sleep(0.1)


async def test_a_base_that_boards_rest_on_is_changed_by_the_nation_alone_and_with_a_reason(system: People) -> None:
    """The unit above sets it before a contest opens; from then on boards follow a reasoned correction only."""
    _, province = await system.appoint("370000", "administrator")
    await system.play()

    async def change(headers: dict[str, str], **body: object) -> int:
        return (await system.directory.put(f"/v1/units/{WEIHAI}", json=body, headers=headers)).status_code

    first = await change(system.national, registered_base=2_900_000, reason="统计年鉴数据")
    await until_the_board_says(system, 2_900_000)
    refused = [
        await change(province, registered_base=30),
        await change(province, registered_base=30, reason="更正"),
        await change(system.national, registered_base=30),
    ]
    rows = [{"code": WEIHAI, "name": "威海市", "parent": "370000", "registered_base": 30}]
    imported = await system.directory.post("/v1/units/imports", json=rows, headers=province)
    await system.play()
    unmoved = await base_on_the_board(system)
    corrected = await change(system.national, registered_base=2_906_500, reason="上报有误，经核实更正")
    await until_the_board_says(system, 2_906_500)

    assert (first, refused, imported.status_code, corrected) == (200, [403, 403, 422], 422, 200)
    assert unmoved == 2_900_000

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.tables import outbox, shipped_definitions, units
from services.directory.use_cases.units.load_units import load_units, reference_units
from services.kit.database import Database


async def listed(client: httpx.AsyncClient, **query: str | int) -> list[dict[str, Any]]:
    reply = await client.get("/v1/units", params=query)
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def names(client: httpx.AsyncClient, **query: str | int) -> list[object]:
    return [unit["name"] for unit in await listed(client, **query)]


async def test_the_region_entry_has_31_provinces_and_the_corps(client: httpx.AsyncClient) -> None:
    """R2.2"""
    items = await listed(client, entry="region")

    codes = [item["code"] for item in items]
    assert len(codes) == 32
    assert codes == sorted(codes)
    assert codes[0] == "110000"
    assert codes[-1] == "XPCC"
    assert not {"710000", "810000", "820000"} & set(codes)
    assert items[0] == {
        "code": "110000",
        "name": "北京市",
        "entry": "region",
        "level": 1,
        "parent": "CN",
        "has_children": True,
    }


async def test_prefectures_and_counties_stand_below_their_province(client: httpx.AsyncClient) -> None:
    """R2.2"""
    assert "威海市" in await names(client, parent="370000")
    assert "环翠区" in await names(client, entry="region", parent="371000")
    assert "东城区" in await names(client, parent="110000")


async def test_the_cities_of_the_corps_stand_below_their_division(client: httpx.AsyncClient) -> None:
    """R2.2"""
    divisions = await listed(client, parent="XPCC")
    third = await listed(client, parent="XPCC-03")
    xinjiang = await listed(client, parent="650000")

    assert [each["code"] for each in divisions] == [f"XPCC-{number:02d}" for number in range(1, 15)]
    assert [(each["code"], each["name"]) for each in third] == [("659003", "图木舒克市"), ("659013", "草湖市")]
    assert not [each for each in xinjiang if str(each["code"]).startswith("6590")]
    assert divisions[10]["has_children"] is False


async def test_retired_enterprises_are_not_listed_but_can_be_looked_up(client: httpx.AsyncClient) -> None:
    """R2.2"""
    items = await listed(client, entry="enterprise")
    retired = await client.get("/v1/units/CE-101")

    codes = {item["code"] for item in items}
    assert len(items) == 99
    assert {"CE-001", "CE-100"} <= codes
    assert not {"CE-088", "CE-101"} & codes
    assert retired.json()["name"] == "中国华录集团有限公司"


async def test_a_list_without_entry_shows_the_top_units_of_both(client: httpx.AsyncClient) -> None:
    assert len(await listed(client)) == 32 + 99
    assert await listed(client, parent="CN") == await listed(client, entry="region")


async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    pages, cursor = [], None
    while True:
        query = {"entry": "region", "limit": "7"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/units", params=query)).json()
        pages.append(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert [len(page) for page in pages] == [7, 7, 7, 7, 4]
    assert [item for page in pages for item in page] == await listed(client, entry="region")


async def test_a_page_that_ends_with_the_list_has_no_cursor(client: httpx.AsyncClient) -> None:
    page = (await client.get("/v1/units", params={"entry": "region", "limit": 32})).json()

    assert len(page["items"]) == 32
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"entry": "planet"}, "/entry"),
        ({"parent": "nowhere"}, "/parent"),
        ({"parent": "37\x0000"}, "/parent"),
        ({"q": "\x00"}, "/q"),
        ({"q": "长" * 51}, "/q"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "1001"}, "/limit"),
        ({"limit": "many"}, "/limit"),
        ({"cursor": "no cursor!"}, "/cursor"),
        ({"cursor": "AAAA"}, "/cursor"),
        ({"cursor": "_w"}, "/cursor"),
        ({"cursor": "长"}, "/cursor"),
    ],
)
async def test_a_bad_query_is_refused_with_a_pointer(
    client: httpx.AsyncClient, query: dict[str, str], pointer: str
) -> None:
    reply = await client.get("/v1/units", params=query)

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


@pytest.mark.parametrize("code", ["999999", "710000", "nowhere", "%00", "%FF", "a b", "x" * 300])
async def test_an_unknown_unit_is_not_found(client: httpx.AsyncClient, code: str) -> None:
    reply = await client.get(f"/v1/units/{code}")

    assert reply.status_code == 404
    assert reply.json()["code"] == "not-found"


async def test_an_unchanged_list_costs_a_304(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/units", params={"entry": "region"})
    again = await client.get("/v1/units", params={"entry": "region"}, headers={"If-None-Match": first.headers["etag"]})
    other = await client.get(
        "/v1/units", params={"entry": "enterprise"}, headers={"If-None-Match": first.headers["etag"]}
    )

    assert first.headers["etag"].startswith('"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert other.status_code == 200


async def test_a_unit_by_its_code_has_an_etag_too(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/units/371002")
    again = await client.get("/v1/units/371002", headers={"If-None-Match": first.headers["etag"]})

    assert first.json()["parent"] == "371000"
    assert again.status_code == 304


async def count_of_events(transaction: AsyncConnection) -> int:
    number: int = (await transaction.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()
    return number


async def test_the_reference_loads_whole_with_an_event_for_each_unit(admin: Database) -> None:
    async with admin.engine.connect() as transaction:
        await transaction.execute(sa.text("TRUNCATE directory.units, directory.outbox CASCADE"))

        changed = await load_units(transaction)

        assert len(changed) == len(reference_units()) == 3329
        assert await count_of_events(transaction) == 3329
        await transaction.rollback()


async def test_loading_again_changes_nothing(admin: Database) -> None:
    async with admin.begin() as transaction:
        events = await count_of_events(transaction)

        assert await load_units(transaction) == []
        assert await count_of_events(transaction) == events


async def test_what_organisers_changed_outlives_the_next_loading(admin: Database) -> None:
    async with admin.engine.connect() as transaction:
        await transaction.execute(units.update().where(units.c.code == "CE-050").values(name="改名", is_active=False))

        assert await load_units(transaction) == []

        await transaction.rollback()


async def test_shipped_data_that_changes_gives_one_version_and_one_event(admin: Database) -> None:
    async with admin.engine.connect() as transaction:
        await transaction.execute(outbox.delete())
        await transaction.execute(
            units.update().where(units.c.code == "371000").values(name="威海", registered_base=2_900_000)
        )

        await transaction.execute(
            shipped_definitions.update().where(shipped_definitions.c.code == "371000").values(definition="former")
        )

        changed = await load_units(transaction)

        event = (await transaction.execute(sa.select(outbox.c.stream, outbox.c.event))).one()
        assert [(unit.code, unit.version) for unit in changed] == [("371000", 2)]
        assert event.stream == "directory.units"
        assert event.event | {"event_id": None} == {
            "type": "directory.unit_changed.v1",
            "event_id": None,
            "code": "371000",
            "version": 2,
            "name": "威海市",
            "entry": "region",
            "level": 2,
            "parent": "370000",
            "path": ["CN", "370000", "371000"],
            "sort_key": "weihaishi",
            "is_active": True,
            "registered_base": 2_900_000,
        }
        await transaction.rollback()

"""Units are searched for as people write them (R2.2)."""

import httpx
import pytest

from services.directory.use_cases.units.load_units import reference_units
from tests.directory.test_units import listed

NAM_KWONG = next(each.name for each in reference_units() if each.name.startswith("南光"))


async def test_a_search_finds_names_at_every_level_of_the_entry(client: httpx.AsyncClient) -> None:
    everywhere = await listed(client, entry="region", q="朝阳")
    in_beijing = await listed(client, entry="region", parent="110000", q="朝阳")
    enterprises = await listed(client, entry="enterprise", q="朝阳")

    assert {"110105", "211300"} <= {unit["code"] for unit in everywhere}
    assert [unit["code"] for unit in in_beijing] == ["110105"]
    assert enterprises == []


async def test_hits_of_one_name_tell_where_each_lies(client: httpx.AsyncClient) -> None:
    """R2.2"""
    found = [unit for unit in await listed(client, entry="region", q="朝阳") if str(unit["name"]).startswith("朝阳")]

    assert {"/".join(above["name"] for above in unit["path"]) for unit in found} == {
        "北京市",
        "辽宁省",
        "辽宁省/朝阳市",
        "吉林省/长春市",
    }
    assert all(unit["path"][-1]["code"] == unit["parent"] for unit in found)
    assert (await listed(client, q="国网"))[0]["path"] == []


async def test_a_search_shows_neither_roots_nor_the_parent_itself_nor_retired_units(client: httpx.AsyncClient) -> None:
    assert await listed(client, entry="region", q="全国") == []
    assert await listed(client, parent="110000", q="北京") == []
    assert await listed(client, q="中国华录") == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "市%区"])
async def test_a_search_takes_every_character_literally(client: httpx.AsyncClient, text: str) -> None:
    assert await listed(client, entry="region", q=text) == []


async def test_a_search_for_nothing_is_no_search(client: httpx.AsyncClient) -> None:
    assert await listed(client, entry="region", q="  ") == await listed(client, entry="region")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("中石油", "中国石油天然气集团有限公司"), ("中国\u2f6f油天然气", "中国石油天然气集团有限公司"),
     ("国网", "国家电网有限公司"), ("南光(集团)", NAM_KWONG),
     ("南光（集团）", NAM_KWONG), ("山东威海", "威海市"), ("山东省威海", "威海市"), ("威海环翠", "环翠区"),
     ("hcq", "环翠区"), ("ＨＣＱ", "环翠区"), ("sds", "山东省"), ("山东威海环翠", "环翠区"),
     ("山东省威海市环翠区", "环翠区"), ("山东，环翠", "环翠区"), ("山东/威海-环翠", "环翠区"),
     ("浙江 杭州 西湖", "西湖区"), ("新疆伊宁", "伊宁市"), ("南网", "中国南方电网有限责任公司"),
     ("联通", "中国联合网络通信集团有限公司"), ("国药", "中国医药集团有限公司"), ("371002", "环翠区"),
     ("ce-015", "国家电网有限公司")],
)  # fmt: skip
async def test_units_are_found_as_people_write_them(client: httpx.AsyncClient, typed: str, meant: str) -> None:
    """R2.2"""
    reply = await client.get("/v1/units", params={"q": typed})

    assert meant in {each["name"] for each in reply.json()["items"]}
    assert len(reply.json()["items"]) < 100


async def test_a_search_with_units_above_finds_those_below_them_alone(client: httpx.AsyncClient) -> None:
    """R2.2"""
    found = [await listed(client, entry="region", q=typed) for typed in ("山东威海环翠", "北京朝阳", "海南环翠")]

    assert [[unit["code"] for unit in each] for each in found] == [["371002"], ["110105"], []]

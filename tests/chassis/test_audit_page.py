"""National administrators read the record of privileged acts, each service's own (I15)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from tests.access.people import People, people
from tests.support.tokens import headers, organiser, participant

PAGE = "/v1/audit/directory"


@pytest.fixture(scope="module")
async def system(postgres_url: str, redis_url: str) -> AsyncIterator[People]:
    async with people(postgres_url, redis_url) as running:
        yield running


async def acts(system: People, **asked: object) -> list[dict[str, Any]]:
    reply = await system.directory.get(PAGE, params=asked, headers=headers(organiser()))
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


async def rename(system: People, sent: dict[str, str], code: str, name: str) -> httpx.Response:
    return await system.directory.put(f"/v1/units/{code}", json={"name": name}, headers=sent)


async def test_an_act_is_shown_with_names_and_with_what_it_changed(system: People) -> None:
    """I15"""
    account, sent = await system.appoint("370000", "administrator")
    assert (await rename(system, sent, "371082", "荣成")).status_code == 200

    newest = (await acts(system))[0]

    assert (newest["actor"], newest["actor_name"]) == (account, "测试")
    assert (newest["act"], newest["target"], newest["target_name"]) == ("unit.change", "371082", "荣成")
    assert newest["outcome"] == "done"
    assert newest["change"]["name"] == ["荣成市", "荣成"]
    assert newest["at"].endswith("+08:00")


async def test_the_record_is_narrowed_to_a_person_an_act_a_unit_a_day_and_an_outcome(system: People) -> None:
    account, sent = await system.appoint("440100", "administrator")
    await rename(system, sent, "440103", "荔湾")
    await rename(system, sent, "371000", "威海")

    of_account = [(each["act"], each["outcome"]) for each in await acts(system, actor=account)]
    assert [each["target_name"] for each in await acts(system, actor=account)][:2] == ["威海市", "荔湾"]
    assert of_account[:2] == [("unit.change", "not-found"), ("unit.change", "done")]
    assert {each["actor_name"] for each in await acts(system, actor="测")} == {"测试"}
    assert await acts(system, actor="没有这个人") == []
    assert {each["act"] for each in await acts(system, act="organiser.appoint")} == {"organiser.appoint"}
    assert {"organiser.appoint", "organiser.sign-in"} == {each["act"] for each in await acts(system, act="organiser")}
    assert await acts(system, act="organ") == []
    assert account in {each["actor"] for each in await acts(system, unit="440000")}
    assert account not in {each["actor"] for each in await acts(system, unit="370000")}
    assert {each["target"] for each in await acts(system, unit="440103")} == {"440103"}
    today = (await acts(system))[0]["at"][:10]
    assert len(await acts(system, day=today)) == len(await acts(system))
    assert await acts(system, day="2020-01-01") == []
    refused = await acts(system, outcome="refused")
    assert refused
    assert {(each["outcome"], each["refusal"]) for each in refused} == {("not-found", "没有找到所请求的内容。")}


async def test_pages_follow_each_other_without_a_gap(system: People) -> None:
    await system.appoint("371000", "organiser")
    every = [each["number"] for each in await acts(system)]
    found: list[int] = []
    asked: dict[str, object] = {"limit": 1}
    while True:
        reply = await system.directory.get(PAGE, params=asked, headers=headers(organiser()))
        page = reply.json()
        found += [each["number"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]

    assert found == every == sorted(every, reverse=True)


@pytest.mark.parametrize("unit", ["CN", "370000"])
@pytest.mark.parametrize("role", ["administrator", "organiser", "reporter", "editor", "reviewer"])
async def test_nobody_but_a_national_administrator_reads_the_record(system: People, role: str, unit: str) -> None:
    """R4.3 I8"""
    if (role, unit) == ("administrator", "CN"):
        return
    assert (await system.directory.get(PAGE, headers=headers(organiser(role, unit)))).status_code == 403


async def test_participants_and_strangers_read_nothing(system: People) -> None:
    assert (await system.directory.get(PAGE, headers=headers(participant()))).status_code == 403
    assert (await system.directory.get(PAGE)).status_code == 401


@pytest.mark.parametrize(
    "asked", [{"day": "yesterday"}, {"limit": "0"}, {"cursor": "?"}, {"outcome": "maybe"}, {"actor": "x" * 201}]
)
async def test_what_cannot_be_asked_is_refused(system: People, asked: dict[str, str]) -> None:
    reply = await system.directory.get(PAGE, params=asked, headers=headers(organiser()))

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid-request")


async def test_looking_at_the_record_adds_nothing_to_it(system: People) -> None:
    before = await acts(system)

    assert await acts(system) == before


async def test_every_service_shows_its_own_record(system: People) -> None:
    """I15"""
    sent = headers(organiser())
    await system.quiz.post("/v1/contests", json={}, headers=sent)

    for client, service in ((system.quiz, "quiz"), (system.scoring, "scoring")):
        reply = await client.get(f"/v1/audit/{service}", headers=sent)
        assert reply.status_code == 200, reply.text
        async with system.owner.begin() as connection:
            counted = await connection.execute(sa.text(f"SELECT count(*) FROM {service}.audit"))
            assert len(reply.json()["items"]) == counted.scalar_one()
    newest = (await system.quiz.get("/v1/audit/quiz", headers=sent)).json()["items"][0]
    assert (newest["act"], newest["target"], newest["outcome"]) == ("contest.create", "/v1/contests", "invalid-request")

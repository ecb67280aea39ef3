"""Organisers write units of their subtree (R2.2, R4.3, I8)."""

import itertools
import json
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.tokens import Caller
from services.directory.tables import contests
from services.kit.database import Database
from tests.directory.builders import new_participant
from tests.support.tokens import headers, organiser, participant

NATIONAL = organiser()
GRID = organiser("organiser", "CE-015")
_numbers = itertools.count(1)


def new_code() -> str:
    return f"CE-015-{next(_numbers):04}"


async def add(client: httpx.AsyncClient, caller: Caller = GRID, key: str = "", **changes: Any) -> httpx.Response:
    body = {"code": new_code(), "name": "国网山东省电力公司", "parent": "CE-015", **changes}
    sent = headers(caller) | ({"Idempotency-Key": key} if key else {})
    return await client.post("/v1/units", json=body, headers=sent)


async def change(client: httpx.AsyncClient, code: str, caller: Caller = GRID, **changes: Any) -> httpx.Response:
    return await client.put(f"/v1/units/{code}", json=changes, headers=headers(caller))


async def send(client: httpx.AsyncClient, rows: Any, caller: Caller = GRID, query: str = "") -> httpx.Response:
    return await client.post(f"/v1/units/imports{query}", json=rows, headers=headers(caller))


def without_request_id(reply: httpx.Response) -> dict[str, Any]:
    return {name: value for name, value in reply.json().items() if name not in ("request_id", "instance")}


async def test_a_unit_is_added_below_ones_own_and_everybody_can_read_it(client: httpx.AsyncClient) -> None:
    """R2.2"""
    reply = await add(client, registered_base=1200)

    unit = reply.json()
    assert reply.status_code == 201
    assert (unit["entry"], unit["parent"], unit["registered_base"]) == ("enterprise", "CE-015", 1200)
    assert (await client.get(f"/v1/units/{unit['code']}")).json()["name"] == "国网山东省电力公司"
    assert (await add(client, parent=unit["code"])).status_code == 201


async def test_a_code_is_never_used_twice(client: httpx.AsyncClient) -> None:
    code = (await add(client)).json()["code"]

    replies = [await add(client, code=each) for each in (code, "CE-016", "370000")]

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(409, "unit-exists")] * 3


async def test_a_foreign_parent_and_an_unknown_one_are_the_same_404(client: httpx.AsyncClient) -> None:
    """I8"""
    replies = [await add(client, parent=each, name="") for each in ("CE-016", "CE", "370000", "nowhere", "长")]

    assert [reply.status_code for reply in replies] == [404] * 5
    assert all(without_request_id(each) == without_request_id(replies[0]) for each in replies)


async def test_a_foreign_unit_cannot_be_told_from_an_unknown_one(client: httpx.AsyncClient) -> None:
    """I8"""
    replies = [await change(client, each, surplus=1) for each in ("CE-016", "CE", "nowhere")]

    assert [reply.status_code for reply in replies] == [404] * 3
    assert all(without_request_id(each) == without_request_id(replies[0]) for each in replies)


async def test_a_change_merges_and_the_same_again_is_no_change(client: httpx.AsyncClient, admin: Database) -> None:
    """R2.7"""
    code = (await add(client, registered_base=10)).json()["code"]

    renamed = await change(client, code, name="国网青岛供电公司")
    based = [await change(client, code, registered_base=900) for _ in range(2)]

    assert renamed.json()["registered_base"] == 10
    assert [reply.json() for reply in based] == [renamed.json() | {"registered_base": 900}] * 2
    assert admin is not None


async def test_a_unit_does_not_move(client: httpx.AsyncClient) -> None:
    first, second = [(await add(client)).json()["code"] for _ in range(2)]

    replies = [await change(client, first, parent=each) for each in (second, "CE-016")]

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(409, "unit-cannot-move")] * 2
    assert (await change(client, first, parent="CE-015")).status_code == 200


async def test_a_unit_retires_when_nothing_active_is_below_it(client: httpx.AsyncClient) -> None:
    parent = (await add(client)).json()["code"]
    child = (await add(client, parent=parent)).json()["code"]

    refused = await change(client, parent, is_active=False)
    retired = [await change(client, each, is_active=False) for each in (child, parent)]
    own = await change(client, "CE-015", is_active=False)

    assert (refused.status_code, refused.json()["code"]) == (409, "unit-has-children")
    assert [reply.json()["is_active"] for reply in retired] == [False, False]
    assert own.status_code == 404
    assert (await add(client, parent=parent)).status_code == 422


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"name": ""}, "/name"), ({"code": "a b"}, "/code"), ({"registered_base": -1}, "/registered_base"),
     ({"level": 1}, "/level"), ({"parent": None}, "/parent")],
)  # fmt: skip
async def test_a_faulty_unit_is_refused_with_a_pointer(
    client: httpx.AsyncClient, changes: dict[str, Any], pointer: str
) -> None:
    reply = await add(client, **changes)

    assert (reply.status_code, [each["pointer"] for each in reply.json()["errors"]]) == (422, [pointer])


async def test_a_repeat_with_its_key_gets_the_first_answer(client: httpx.AsyncClient) -> None:
    """I10"""
    key, code = uuid.uuid4().hex, new_code()

    first, second = [await add(client, key=key, code=code) for _ in range(2)]

    assert (first.status_code, first.content) == (second.status_code, second.content)


async def test_an_import_tries_first_and_then_writes(client: httpx.AsyncClient) -> None:
    """R2.2"""
    parent, child = new_code(), new_code()
    rows = [
        {"code": child, "name": "二级", "parent": parent},
        {"code": parent, "name": "一级", "parent": "CE-015", "registered_base": 7},
    ]

    tried = await send(client, rows, query="?dry_run=true")
    missing = await client.get(f"/v1/units/{parent}")
    written = await send(client, rows)
    again = await send(client, rows)

    assert tried.json() == {"added": [parent, child], "changed": [], "unchanged": 0, "dry_run": True}
    assert missing.status_code == 404
    assert written.json() == tried.json() | {"dry_run": False}
    assert again.json()["unchanged"] == 2


async def test_an_import_reads_csv_as_chinese_spreadsheets_write_it(client: httpx.AsyncClient) -> None:
    code = new_code()
    sheet = f"code,name,parent\n{code},国网烟台供电公司,CE-015\n".encode("gb18030")

    reply = await client.post(
        "/v1/units/imports", content=sheet, headers=headers(GRID) | {"Content-Type": "text/csv; charset=gb18030"}
    )

    assert reply.json()["added"] == [code]
    assert (await client.get(f"/v1/units/{code}")).json()["name"] == "国网烟台供电公司"


async def test_an_import_makes_bureaus_and_firms_that_are_no_entrance(client: httpx.AsyncClient) -> None:
    """R6.4: what stands below an organisation is one too."""
    bureau, firm = new_code(), new_code()
    sheet = f"单位代码,单位名称,上级单位代码,单位类别\n{firm},化工厂,{bureau},\n{bureau},经信局,CE-015,组织\n"

    reply = await client.post(
        "/v1/units/imports", content=sheet.encode(), headers=headers(GRID) | {"Content-Type": "text/csv"}
    )

    assert reply.json()["added"] == [bureau, firm]
    entries = [(await client.get(f"/v1/units/{each}")).json()["entry"] for each in (bureau, firm)]
    assert entries == ["organisation", "organisation"]


async def test_an_entry_that_cannot_be_is_a_fault_of_its_cell(client: httpx.AsyncClient) -> None:
    bureau = new_code()
    rows = [
        {"code": bureau, "name": "局", "parent": "CE-015", "entry": "organisation"},
        {"code": new_code(), "name": "厂", "parent": bureau, "entry": "enterprise"},
        {"code": new_code(), "name": "市", "parent": "CE-015", "entry": "region"},
        {"code": new_code(), "name": "厅", "parent": "CE-015", "entry": "bureau"},
        {"code": "CE-015", "name": "国家电网有限公司", "parent": "CE", "entry": "organisation"},
    ]

    reply = await send(client, rows)

    assert [(each["row"], each["column"], each["code"]) for each in reply.json()["rows"]] == [
        (2, "entry", "other-entry"),
        (3, "entry", "other-entry"),
        (4, "entry", "unknown-entry"),
        (5, "entry", "entry-changed"),
    ]


async def test_every_fault_of_an_import_is_told_and_nothing_is_written(client: httpx.AsyncClient) -> None:
    """I8: a foreign parent is as unknown as one that does not exist."""
    good = new_code()
    rows = [
        {"code": good, "name": "好", "parent": "CE-015"},
        {"code": new_code(), "name": "", "parent": "CE-016"},
        {"code": new_code(), "name": "x", "parent": "nowhere", "registered_base": "many"},
    ]

    reply = await send(client, rows)

    told = reply.json()
    assert (reply.status_code, told["code"]) == (422, "faulty-unit-sheet")
    assert [(each["row"], each["column"], each["code"]) for each in told["rows"]] == [
        (2, "name", "invalid-name"),
        (2, "parent", "unknown-parent"),
        (3, "registered_base", "invalid-number"),
        (3, "parent", "unknown-parent"),
    ]
    assert [each["pointer"] for each in told["errors"]][:2] == ["/2/name", "/2/parent"]
    assert told["rows"][2]["value"] == "many"
    assert (await client.get(f"/v1/units/{good}")).status_code == 404


async def test_an_import_cannot_write_over_a_foreign_unit(client: httpx.AsyncClient) -> None:
    """I8"""
    before = (await client.get("/v1/units/CE-016")).json()

    reply = await send(client, [{"code": "CE-016", "name": "改名", "parent": "CE"}])

    assert (reply.status_code, reply.json()["rows"][0]["code"]) == (422, "code-taken")
    assert (await client.get("/v1/units/CE-016")).json() == before


async def test_a_sheet_of_another_type_is_refused(client: httpx.AsyncClient) -> None:
    reply = await client.post(
        "/v1/units/imports", content=b"x", headers=headers(GRID) | {"Content-Type": "application/zip"}
    )

    assert (reply.status_code, reply.json()["code"]) == (415, "sheet-type-unknown")


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("units.csv", "text/csv", b"code,name,parent\nCE-015-F1,F,CE-015\n"),
        ("units.csv", "application/vnd.ms-excel", b"code,name,parent\nCE-015-F1,F,CE-015\n"),
        ("units.json", "application/octet-stream", b'[{"code": "CE-015-F1", "name": "F", "parent": "CE-015"}]'),
    ],
)
async def test_a_sheet_may_come_as_a_file_of_a_form(
    client: httpx.AsyncClient, name: str, media_type: str, content: bytes
) -> None:
    reply = await client.post(
        "/v1/units/imports?dry_run=true", files={"file": (name, content, media_type)}, headers=headers(GRID)
    )

    assert (reply.status_code, reply.json().get("added")) == (200, ["CE-015-F1"])


ROLES = ("administrator", "organiser", "editor", "reviewer", "reporter")
UNITS = ("CN", "370000", "371000", "371002", "440000", "CE", "CE-015", "CE-016")
PARENTS = {"CN": "", "370000": "CN", "371000": "370000", "371002": "371000", "440000": "CN", "CE": "", "CE-015": "CE",
           "CE-016": "CE"}  # fmt: skip


def path_of(unit: str) -> list[str]:
    return [*path_of(PARENTS[unit]), unit] if unit else []


def expected(role: str, unit: str, target: str, *, is_strict: bool) -> bool:
    """Written from the table of roles, not from the code."""
    if (role, unit) == ("administrator", "CN"):
        return True
    above = path_of(target)[:-1] if is_strict else path_of(target)
    return role in ("administrator", "organiser") and unit in above


@pytest.mark.parametrize("role", ROLES)
async def test_role_by_route_by_target(client: httpx.AsyncClient, role: str) -> None:
    """I8: every role at every unit against every target of every route that writes."""
    refused = 403 if role not in ("administrator", "organiser") else 404
    differing = []
    for unit, target in itertools.product(UNITS, UNITS):
        caller = organiser(role, unit)
        body = {"name": "矩阵", "unit": target, "role": "reporter", "kind": "client"}
        outcomes = {
            "add unit": (await add(client, caller, parent=target, name=""), 422, False),
            "change unit": (await change(client, target, caller), 200, False),
            "retire unit": (await change(client, target, caller, is_active=True), 200, True),
            "appoint": (await client.post("/v1/organisers", json=body, headers=headers(caller)), 201, True),
        }
        for what, (reply, allowed, is_strict) in outcomes.items():
            wanted = allowed if expected(role, unit, target, is_strict=is_strict) else refused
            if reply.status_code != wanted:
                differing.append((what, unit, target, reply.status_code, wanted))

    assert differing == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/units"), ("PUT", "/v1/units/CE-015"), ("POST", "/v1/units/imports"), ("POST", "/v1/organisers"),
     ("GET", "/v1/organisers"), ("DELETE", "/v1/organisers/x")],
)  # fmt: skip
async def test_without_a_token_401_and_without_the_role_403_come_first(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    callers = ({}, headers(participant()), headers(organiser("reviewer")))

    statuses = [(await client.request(method, path, content=b"{", headers=each)).status_code for each in callers]

    assert statuses == [401, 403, 403]
    assert json.dumps(statuses)


async def test_name_and_base_of_ones_own_unit_are_written_by_the_unit_above(client: httpx.AsyncClient) -> None:
    """R2.2: a province renamed itself so that no paper could be printed, and set the base that its rate rests on."""
    code = (await add(client)).json()["code"]
    own = organiser("administrator", code)

    refused = [
        await change(client, code, own, name="好听的名字"),
        await change(client, code, own, registered_base=30),
        await change(client, "CE-015", GRID, registered_base=30),
        await change(client, "CE-015", NATIONAL, registered_base=1_500_000),
        await change(client, code, GRID, name="国网山东电力", registered_base=31),
    ]
    imported = await send(client, [{"code": "CE-015", "name": "改名", "parent": "CE"}])

    assert [reply.status_code for reply in refused] == [403, 403, 403, 200, 200]
    assert {reply.json()["code"] for reply in refused[:3]} == {"decided-above"}
    assert (imported.status_code, imported.json()["code"]) == (422, "faulty-unit-sheet")


@pytest.mark.parametrize("name", ["国网😀公司", "国网\U000323af公司"])
async def test_a_name_that_cannot_be_printed_is_refused_naming_the_character(
    client: httpx.AsyncClient, name: str
) -> None:
    """R2.2"""
    added = await add(client, name=name)
    code = (await add(client)).json()["code"]
    changed = await change(client, code, name=name)

    for reply in (added, changed):
        [fault] = reply.json()["errors"]
        assert (reply.status_code, fault["pointer"]) == (422, "/name")
        assert fault["code"] == "unprintable-character"
        assert next(each for each in name if ord(each) > 0xFFFF) in fault["detail"]


async def test_while_a_contest_runs_the_base_changes_nationally_and_with_a_reason(
    client: httpx.AsyncClient, admin: Database
) -> None:
    """R2.7, I21: the base in force at the opening is the one that the rates use."""
    code = (await add(client, registered_base=10)).json()["code"]
    opened = {"id": "running", "version": 1, "opens_at": sa.func.kit.contest_now() - timedelta(days=1),
              "closes_at": sa.func.kit.contest_now() + timedelta(days=1)}  # fmt: skip
    async with admin.begin() as transaction:
        await transaction.execute(contests.insert().values(opened))

    replies = [
        await change(client, code, GRID, registered_base=11),
        await change(client, code, GRID, registered_base=10),
        await change(client, code, NATIONAL, registered_base=11),
        await change(client, code, NATIONAL, registered_base=11, reason="上报有误，经核实更正"),
    ]
    async with admin.begin() as transaction:
        await transaction.execute(contests.delete())

    assert [reply.status_code for reply in replies] == [403, 200, 422, 200]
    assert replies[0].json()["code"] == "base-fixed"
    assert replies[2].json()["errors"][0]["pointer"] == "/reason"


@pytest.fixture
async def undecided(admin: Database) -> AsyncIterator[None]:
    """A contest that closed yesterday and is not final."""
    now = sa.func.kit.contest_now()
    closed = {"id": "closed", "version": 1, "opens_at": now - timedelta(days=31), "closes_at": now - timedelta(days=1)}
    async with admin.begin() as transaction:
        await transaction.execute(contests.insert().values(closed))
    yield
    async with admin.begin() as transaction:
        await transaction.execute(contests.delete())


@pytest.mark.usefixtures("undecided")
async def test_the_base_stays_fixed_until_the_results_are_final(client: httpx.AsyncClient) -> None:
    """R2.7, I21: a contest that is over still has rates that a base would move."""
    code = (await add(client, registered_base=10)).json()["code"]

    refused = await change(client, code, GRID, registered_base=11)
    corrected = await change(client, code, NATIONAL, registered_base=11, reason="上报有误，经核实更正")

    assert (refused.status_code, refused.json()["code"]) == (403, "base-fixed")
    assert corrected.json()["registered_base"] == 11


@pytest.mark.usefixtures("undecided")
async def test_a_sheet_changes_no_base_that_rates_rest_on(client: httpx.AsyncClient) -> None:
    """R2.7, I21: an import has no reason. New units have theirs, and names can be corrected."""
    code, other = (await add(client, registered_base=10)).json()["code"], new_code()
    row = {"code": code, "name": "改后名", "parent": "CE-015"}

    refused = [await send(client, [row | {"registered_base": 11}], query=query) for query in ("", "?dry_run=true")]
    taken = await send(client, [row | {"registered_base": 10}, {**row, "code": other, "registered_base": 50}])

    assert [reply.status_code for reply in refused] == [422, 422]
    [fault] = refused[0].json()["errors"]
    assert (fault["code"], fault["pointer"].rpartition("/")[2]) == ("base-fixed", "registered_base")
    assert (taken.json()["added"], taken.json()["changed"]) == ([other], [code])


async def test_an_organisation_stands_below_any_unit_and_is_offered_to_no_participant(
    client: httpx.AsyncClient,
) -> None:
    """R2.2: bureaus report, but are no entrance of the contest."""
    county = organiser("organiser", "371002")
    body = {
        "code": f"ORG-{uuid.uuid4().hex[:8]}",
        "name": "环翠区应急管理局",
        "parent": "371002",
        "entry": "organisation",
    }
    added = await client.post("/v1/units", json=body, headers=headers(county))
    section = {**body, "code": body["code"] + "-1", "name": "执法大队", "parent": body["code"]}
    below = await client.post("/v1/units", json={**section, "entry": None}, headers=headers(county))
    wrong = await client.post(
        "/v1/units", json={**section, "code": "x", "entry": "enterprise"}, headers=headers(county)
    )
    who = await new_participant(client)

    async def listed(**query: str) -> set[str]:
        return {each["code"] for each in (await client.get("/v1/units", params=query)).json()["items"]}

    assert (added.status_code, added.json()["entry"]) == (201, "organisation")
    assert (below.status_code, below.json()["entry"], below.json()["level"]) == (201, "organisation", 5)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/entry")
    assert await listed(entry="organisation", parent="371002") == {body["code"]}
    assert body["code"] not in await listed(parent="371002") | await listed(entry="region", parent="371002")
    assert body["code"] not in await listed(q="环翠区应急") | await listed(entry="region", q="环翠区应急")
    assert (await client.get("/v1/units/371002")).json()["has_children"] is False
    assert (await who.put_me(region_unit=body["code"])).status_code == 422
    appointed = {"name": "张三", "unit": body["code"], "role": "reporter", "kind": "client"}
    assert (await client.post("/v1/organisers", json=appointed, headers=headers(county))).status_code == 201

import json
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from services.directory.tables import participants, units
from services.kit.database import Database
from tests.directory.builders import caller_of, new_participant, new_subject, refresh

SHANDONG, WEIHAI, YANTAI, QINGDAO, JINAN = "370000", "371000", "370600", "370200", "370100"


async def test_a_new_participant_has_an_empty_profile(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    profile = await participant.get_me()

    assert caller_of(profile.pop("access_token")).units == {}
    assert profile == {
        "participant_id": participant.id,
        "nickname": None,
        "region_unit": None,
        "enterprise_unit": None,
        "unit_changes_left": {"region": 2, "enterprise": 2},
        "phone_verified": False,
        "token_type": "Bearer",
        "expires_in": 1800,
    }


async def test_a_choice_comes_back_with_a_token_that_holds_it(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    reply = await participant.put_me(nickname="  小明 ", region_unit="371002", enterprise_unit="CE-001")

    profile = reply.json()
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert profile["nickname"] == "小明"
    assert profile["region_unit"] == {
        "code": "371002",
        "name": "环翠区",
        "path": ["CN", "370000", "371000", "371002"],
    }
    assert profile["enterprise_unit"]["path"] == ["CE", "CE-001"]
    assert profile["unit_changes_left"] == {"region": 2, "enterprise": 2}
    caller = caller_of(profile["access_token"])
    assert caller.subject == participant.id
    assert caller.is_participant
    assert caller.units["region"].codes == ("CN", "370000", "371000", "371002")
    assert caller.units["region"].name == "环翠区"
    assert caller.units["enterprise"].code == "CE-001"


async def test_a_change_asks_the_database_for_each_thing_once(app: FastAPI, client: httpx.AsyncClient) -> None:
    """In the opening minute a crowd does this at once, and whatever is asked twice lengthens its queue (R1.5)."""
    participant = await new_participant(client)
    asked: list[str] = []
    engine = app.state.process.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    reply = await participant.put_me(nickname="小明", region_unit="371002", enterprise_unit="CE-001")
    sa.event.remove(engine, "before_cursor_execute", note)

    assert reply.status_code == 200
    assert len(asked) == 6  # the lock, the participant, the choices before, the units; the row, its log


async def test_a_change_answers_what_the_profile_then_says(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    for change in (
        {"nickname": "小明", "region_unit": "371002", "enterprise_unit": "CE-001"},
        {"region_unit": WEIHAI},
        {"region_unit": None, "nickname": None},
        {"region_unit": YANTAI},
        {},
    ):
        changed = (await participant.put_me(**change)).json()
        shown = await participant.get_me()

        assert caller_of(changed.pop("access_token")).units == caller_of(shown.pop("access_token")).units
        assert changed == shown


async def test_every_later_token_holds_the_attribution(client: httpx.AsyncClient) -> None:
    subject = new_subject()
    participant = await new_participant(client, subject)
    await participant.put_me(region_unit=WEIHAI)

    again = await new_participant(client, subject)
    refreshed = (await refresh(client, again.tokens["refresh_token"])).json()
    read = await participant.get_me()

    for tokens in (again.tokens, refreshed, read):
        assert caller_of(tokens["access_token"]).units["region"].code == WEIHAI


async def test_an_absent_field_stays_and_null_clears(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)
    await participant.put_me(nickname="甲", region_unit=WEIHAI, enterprise_unit="CE-002")

    kept = (await participant.put_me(nickname="乙")).json()
    empty = (await participant.put_me()).json()
    cleared = (await participant.put_me(nickname=None, enterprise_unit=None)).json()

    assert (kept["nickname"], kept["region_unit"]["code"], kept["enterprise_unit"]["code"]) == ("乙", WEIHAI, "CE-002")
    assert (empty["nickname"], empty["region_unit"]["code"]) == ("乙", WEIHAI)
    assert (cleared["nickname"], cleared["region_unit"]["code"], cleared["enterprise_unit"]) == (None, WEIHAI, None)
    assert set(caller_of(cleared["access_token"]).units) == {"region"}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("region_unit", "CN"),
        ("enterprise_unit", "CE"),
        ("region_unit", "CE-001"),
        ("enterprise_unit", "370000"),
        ("enterprise_unit", "CE-101"),
        ("region_unit", "710000"),
        ("region_unit", "nowhere"),
        ("region_unit", ""),
        ("region_unit", " 370000"),
        ("region_unit", "不存在"),
        ("region_unit", "\x00"),
        ("region_unit", "x" * 10_000),
    ],
)
async def test_a_unit_that_cannot_be_chosen_is_refused(client: httpx.AsyncClient, field: str, code: str) -> None:
    """R4.2"""
    participant = await new_participant(client)

    reply = await participant.put_me(**{field: code})

    assert reply.status_code == 422
    assert [(error["pointer"], error["code"]) for error in reply.json()["errors"]] == [(f"/{field}", "unknown-unit")]


async def test_all_faults_of_a_change_are_told_and_nothing_is_changed(client: httpx.AsyncClient) -> None:
    participant = await new_participant(client)

    reply = await participant.put_me(nickname="甲", region_unit="CE-001", enterprise_unit="370000")

    assert [error["pointer"] for error in reply.json()["errors"]] == ["/region_unit", "/enterprise_unit"]
    assert (await participant.get_me())["nickname"] is None


@pytest.mark.parametrize("code", ["XPCC", "XPCC-11", "659013", "110101", "CE-100"])
async def test_any_active_unit_below_a_root_may_be_chosen(client: httpx.AsyncClient, code: str) -> None:
    """R4.2"""
    participant = await new_participant(client)
    field = "enterprise_unit" if code.startswith("CE") else "region_unit"

    assert (await participant.put_me(**{field: code})).status_code == 200


async def test_a_unit_that_is_retired_later_keeps_its_participants(client: httpx.AsyncClient, admin: Database) -> None:
    participant = await new_participant(client)
    await participant.put_me(enterprise_unit="CE-077")
    try:
        async with admin.begin() as transaction:
            await transaction.execute(units.update().where(units.c.code == "CE-077").values(is_active=False))
        profile = (await participant.put_me(enterprise_unit="CE-077", nickname="甲")).json()
    finally:
        async with admin.begin() as transaction:
            await transaction.execute(units.update().where(units.c.code == "CE-077").values(is_active=True))

    assert profile["enterprise_unit"]["code"] == "CE-077"
    assert caller_of(profile["access_token"]).units["enterprise"].code == "CE-077"


@pytest.mark.parametrize("nickname", ["甲", "x" * 20, "  x  ", "👨‍👩‍👧 一家", "O'Neil", "<b>"])
async def test_a_nickname_may_be_any_short_text(client: httpx.AsyncClient, nickname: str) -> None:
    participant = await new_participant(client)

    assert (await participant.put_me(nickname=nickname)).json()["nickname"] == nickname.strip()


@pytest.mark.parametrize("nickname", ["", "   ", "x" * 21, "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "a\u2028b", 5, []])
async def test_a_bad_nickname_is_refused(client: httpx.AsyncClient, nickname: str) -> None:
    participant = await new_participant(client)

    reply = await participant.put_me(nickname=nickname)

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/nickname"]


@pytest.mark.parametrize(("encoding", "status"), [("utf-8-sig", 200), ("utf-16", 422), ("utf-32", 422), ("gbk", 422)])
async def test_a_profile_is_sent_in_the_json_that_every_route_takes(
    client: httpx.AsyncClient, encoding: str, status: int
) -> None:
    participant = await new_participant(client)
    body = '{"nickname": "小明"}'.encode(encoding)

    reply = await client.put("/v1/me", headers=participant.headers | {"Content-Type": "application/json"}, content=body)

    assert reply.status_code == status, reply.text
    assert [each["code"] for each in reply.json().get("errors", ())] == ["json-invalid"] * (status == 422)


@pytest.mark.parametrize(("nickname", "told"), [("x" * 33, "文本过长。"), ("", "文本过短。")])
async def test_a_nickname_of_another_length_is_told_as_the_text_that_it_is(
    client: httpx.AsyncClient, nickname: str, told: str
) -> None:
    participant = await new_participant(client)

    refused = await participant.put_me(nickname=nickname)
    left_out = await participant.put_me(nickname=nickname, region_unit=WEIHAI)

    assert [error["detail"] for error in refused.json()["errors"]] == [told]
    assert left_out.json()["nickname_refused"]["detail"] == told


@pytest.mark.parametrize(
    ("nickname", "kept"),
    [
        ("小明🩷", "小明🩷"),
        (f"张{chr(0x31350)}", f"张{chr(0x31350)}"),
        (f"李{chr(0x2EBF0)}", f"李{chr(0x2EBF0)}"),
        ("\u3000张\u3000三\xa0", "张 三"),
    ],
)
async def test_characters_and_spaces_of_every_year_may_stand_in_a_nickname(
    client: httpx.AsyncClient, nickname: str, kept: str
) -> None:
    """R4.2: Python 3.11 takes what Unicode 15 added for control characters."""
    participant = await new_participant(client)

    assert (await participant.put_me(nickname=nickname)).json()["nickname"] == kept


@pytest.mark.parametrize("nickname", ["a\u202eb", "", "x" * 21, "\u3164", "明\ud83d", "a\x00"])
async def test_a_nickname_that_cannot_be_taken_keeps_nobody_from_choosing_a_unit(
    client: httpx.AsyncClient, nickname: str
) -> None:
    """R1.4, R4.2: a provider's nickname and the choice of a unit travel together."""
    participant = await new_participant(client)
    await participant.put_me(nickname="旧名")
    body = json.dumps({"nickname": nickname, "region_unit": WEIHAI})

    reply = await client.put("/v1/me", headers=participant.headers | {"Content-Type": "application/json"}, content=body)

    assert reply.status_code == 200, reply.text
    assert (reply.json()["nickname"], reply.json()["region_unit"]["code"]) == ("旧名", WEIHAI)
    assert reply.json()["nickname_refused"]["detail"]
    assert "nickname_refused" not in await participant.get_me()
    assert "nickname_refused" not in (await participant.put_me(nickname="新名", region_unit=WEIHAI)).json()


async def test_a_nickname_alone_is_refused_by_naming_its_character(client: httpx.AsyncClient) -> None:
    """R4.2"""
    participant = await new_participant(client)

    reply = await participant.put_me(nickname="a\u202eb")
    both = await participant.put_me(nickname="a\u202eb", region_unit="nowhere")

    assert [(each["code"], each["detail"]) for each in reply.json()["errors"]] == [
        ("unusable-character", "含有不能使用的字符 U+202E。")
    ]
    assert (both.status_code, both.json()["errors"][0]["pointer"]) == (422, "/region_unit")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/me", {"nickname": "\ud83d"}),
        ("PUT", "/v1/me", {"region_unit": "\ud83d"}),
        ("PUT", "/v1/me", {"\ud83d": 1}),
        ("POST", "/v1/auth/token", {"grant_type": "development", "subject": "\ud83d"}),
        ("POST", "/v1/auth/token", {"grant_type": "password", "username": "\ud83d", "password": "\ud83d"}),
        ("POST", "/v1/auth/token", {"grant_type": "refresh", "refresh_token": "\ud83d"}),
        ("POST", "/v1/auth/token", {"grant_type": "\ud83d"}),
        ("POST", "/v1/auth/sms-codes", {"phone": "\ud83d"}),
    ],
)
async def test_halves_of_characters_are_faults_of_the_body(
    client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]
) -> None:
    """R4.4"""
    participant = await new_participant(client)
    headers = participant.headers | {"Content-Type": "application/json"}

    reply = await client.request(method, path, headers=headers, content=json.dumps(body))

    assert reply.status_code == 422, reply.text
    assert reply.json()["code"] == "invalid-request"


@pytest.mark.parametrize("field", ["participant_id", "unit_changes_left", "score", "units"])
async def test_a_field_that_is_not_the_participants_to_set_is_refused(client: httpx.AsyncClient, field: str) -> None:
    participant = await new_participant(client)

    reply = await participant.put_me(**{field: "x"})

    assert [error["pointer"] for error in reply.json()["errors"]] == [f"/{field}"]


async def test_a_profile_needs_a_token_before_anything_else(client: httpx.AsyncClient) -> None:
    for reply in (await client.get("/v1/me"), await client.put("/v1/me", content=b"{")):
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


async def test_an_erased_participant_has_to_sign_in_again(client: httpx.AsyncClient, admin: Database) -> None:
    participant = await new_participant(client)
    async with admin.begin() as transaction:
        await transaction.execute(participants.delete().where(participants.c.id == participant.id))

    reply = await client.get("/v1/me", headers=participant.headers)
    change = await participant.put_me(nickname="甲")

    assert (reply.status_code, change.status_code) == (401, 401)
    assert (await refresh(client, participant.tokens["refresh_token"])).status_code == 401
